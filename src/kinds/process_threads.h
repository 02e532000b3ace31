// The number of threads that the whole process works with.
#pragma once

#include <cstdint>

namespace affekt {

/// Tells core/threads, LibTorch and OpenCV. @param count  train.num_threads; 0: the physical cores
void use_threads(int64_t count);

}  // namespace affekt
