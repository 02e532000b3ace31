// How many threads OpenCV takes.
#pragma once

namespace affekt {

/// As many as everything else in this process (core/process/threads.h): left alone it counts hyper-threads,
/// which slows it down. To be called before OpenCV is put to work, from any thread: OpenCV changes the count
/// without a lock, so once it is right nothing is changed.
void set_opencv_threads();

}  // namespace affekt
