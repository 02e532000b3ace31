#include "inference/opencv_threads.h"

#include <mutex>
#include <opencv2/core/utility.hpp>

#include "core/process/threads.h"

namespace affekt {

void set_opencv_threads() {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  if (cv::getNumThreads() != thread_count()) cv::setNumThreads(thread_count());
}

}  // namespace affekt
