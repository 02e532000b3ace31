#include "perception/face_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <tuple>

#include "core/error.h"
#include "inference/opencv_threads.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

// From Debian's package opencv-data; OpenCV's own installation has it under share/opencv4, too.
constexpr char kDebianCascade[] = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_alt2.xml";

fs::path choose_cascade(const fs::path& named) {
  if (!named.empty()) return named;
  const char* variable = std::getenv(kFaceCascadeVariable);
  return variable != nullptr && *variable != '\0' ? variable : kDebianCascade;
}

void check_finder_options(const FaceFinderOptions& options) {
  const auto check = [](const char* name, double value, double low, double high) {
    if (value >= low && value <= high) return;  // not so for NaN
    throw ConfigError(
        fmt::format("face finder: {} of {:g} to {:g} expected, {:g} got", name, low, high, value));
  };
  check("smallest_share", options.smallest_share, 0.02, 1);
  check("first_share", options.first_share, 0, 1);
  check("min_neighbors", options.min_neighbors, 1, 50);
  check("scale_step", options.scale_step, 1.01, 2);
  check("search_px", options.search_px, 64, 4096);
}

cv::CascadeClassifier load_cascade(const fs::path& path) {
  if (!fs::is_regular_file(path)) {
    throw ArtifactError(
        fmt::format("{}: no face cascade there; install Debian's package opencv-data, or name the file "
                    "haarcascade_frontalface_alt2.xml of OpenCV with {}",
                    path.string(), kFaceCascadeVariable));
  }
  cv::CascadeClassifier cascade;
  std::string why;
  try {
    if (cascade.load(path.string()) && !cascade.empty()) return cascade;
  } catch (const cv::Exception& failure) {
    why = " (" + failure.err + ")";
  }
  throw ArtifactError(fmt::format("{}: a cascade of OpenCV (haarcascade_*.xml) expected, another file got{}",
                                  path.string(), why));
}

cv::Mat to_search_picture(const cv::Mat& image, double scale) {
  cv::Mat grey = image;
  if (scale < 1) cv::resize(image, grey, {}, scale, scale, cv::INTER_AREA);
  if (grey.channels() == 3) cv::cvtColor(grey, grey, cv::COLOR_BGR2GRAY);
  cv::Mat even;
  cv::equalizeHist(grey, even);  // the cascade was trained on even light
  return even;
}

cv::Rect scale_back(const cv::Rect& box, double scale, cv::Size size) {
  const auto back = [&](int value) { return static_cast<int>(std::lround(value / scale)); };
  const cv::Rect large(back(box.x), back(box.y), back(box.width), back(box.height));
  return large & cv::Rect({0, 0}, size);
}

}  // namespace

FaceFinder::FaceFinder(const FaceFinderOptions& options) : options_(options) {
  check_finder_options(options_);
  set_opencv_threads();
  options_.cascade = choose_cascade(options_.cascade);
  cascade_ = load_cascade(options_.cascade);
}

std::vector<cv::Rect> FaceFinder::find(const cv::Mat& image) {
  AFFEKT_CHECK(!image.empty() && image.depth() == CV_8U && (image.channels() == 1 || image.channels() == 3),
               "a picture of 8 bits, grey or BGR");
  const double scale =
      std::min(1.0, static_cast<double>(options_.search_px) / std::max(image.cols, image.rows));
  const cv::Mat searched = to_search_picture(image, scale);
  std::vector<cv::Rect> boxes;
  const auto search = [&](double share) {
    const auto smallest = static_cast<int>(std::ceil(share * std::min(searched.cols, searched.rows)));
    cascade_.detectMultiScale(searched, boxes, options_.scale_step, options_.min_neighbors, /*flags=*/0,
                              {smallest, smallest});
  };
  for (double share = options_.first_share; boxes.empty() && share > options_.smallest_share; share /= 2)
    search(share);
  if (boxes.empty()) search(options_.smallest_share);
  for (cv::Rect& box : boxes) box = scale_back(box, scale, image.size());
  // OpenCV's threads find them in any order.
  std::sort(boxes.begin(), boxes.end(), [](const cv::Rect& a, const cv::Rect& b) {
    return std::tuple(-a.area(), a.y, a.x) < std::tuple(-b.area(), b.y, b.x);
  });
  return boxes;
}

}  // namespace affekt
