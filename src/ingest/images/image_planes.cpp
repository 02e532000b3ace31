#include "ingest/images/image_planes.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace affekt {

void write_planes(const cv::Mat& image, int side, uint8_t* planes) {
  cv::Mat resized = image;
  const cv::Size shrunk(std::min(image.cols, side), std::min(image.rows, side));
  if (shrunk != resized.size()) cv::resize(resized, resized, shrunk, 0, 0, cv::INTER_AREA);
  if (resized.cols != side || resized.rows != side)
    cv::resize(resized, resized, {side, side}, 0, 0, cv::INTER_LINEAR);
  if (resized.channels() == 1) {
    resized.copyTo(cv::Mat(side, side, CV_8UC1, planes));
    return;
  }
  const size_t plane = static_cast<size_t>(side) * static_cast<size_t>(side);
  cv::Mat red(side, side, CV_8UC1, planes), green(side, side, CV_8UC1, planes + plane),
      blue(side, side, CV_8UC1, planes + 2 * plane);
  cv::Mat channels[] = {blue, green, red};
  cv::split(resized, channels);
}

}  // namespace affekt
