// The number of threads that a training works with.
#pragma once

#include <cstdint>

namespace affekt {

/// Tells core/threads and LibTorch; OpenCV is told apart (inference/opencv_threads.h). @param count
/// train.num_threads; 0: the physical cores
void use_threads(int64_t count);

}  // namespace affekt
