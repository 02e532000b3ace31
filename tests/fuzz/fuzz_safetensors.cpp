// libFuzzer target: any bytes as a file for parse_safetensors.
#include "runs/import/safetensors_header.h"
#include "tests/fuzz/try_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  affekt::try_reader(affekt::parse_safetensors, {reinterpret_cast<const char*>(data), size});
  return 0;
}
