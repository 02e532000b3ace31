#include "core/process/allocator.h"

#include <malloc.h>

namespace affekt {

bool configure_allocator() {
#ifdef __GLIBC__
  constexpr int kNeverMapBelow = 1 << 30;  // bytes
  constexpr int kKeepOnTop = 64 << 20;     // bytes asked of the system at a time beyond what is needed
  const bool mapped = mallopt(M_MMAP_THRESHOLD, kNeverMapBelow) == 1;
  const bool trimmed = mallopt(M_TRIM_THRESHOLD, -1) == 1;  // never
  const bool padded = mallopt(M_TOP_PAD, kKeepOnTop) == 1;
  return mapped && trimmed && padded;
#else
  return false;
#endif
}

}  // namespace affekt
