// libFuzzer target: any bytes as a file for parse_pth_legacy.
#include "runs/import/pth_legacy.h"
#include "tests/fuzz/try_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  affekt::try_reader(affekt::parse_pth_legacy, {reinterpret_cast<const char*>(data), size});
  return 0;
}
