#include "training/tensorboard/training_images.h"

#include <algorithm>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "codecs/image_codecs.h"
#include "core/error.h"

namespace affekt {
namespace {

constexpr int64_t kMostSamples = 16, kSamplesInRow = 4;
constexpr int kGapPx = 2, kCellPx = 56, kLabelPx = 110;
constexpr double kFontScale = 0.4;

EventImage encode_png(const cv::Mat& image) {
  const std::vector<uint8_t> png = encode_image(".png", image);
  return {image.rows, image.cols, image.channels(), {png.begin(), png.end()}};
}

/// @param sample  uint8 [C, H, W], on the CPU  @return blue, green, red, as OpenCV wants it
cv::Mat to_matrix(const torch::Tensor& sample) {
  const auto channels_last = sample.flip(0).permute({1, 2, 0}).contiguous();  // [H, W, C]
  const cv::Mat view(static_cast<int>(sample.size(1)), static_cast<int>(sample.size(2)),
                     CV_8UC(static_cast<int>(sample.size(0))), channels_last.data_ptr<uint8_t>());
  return view.clone();
}

void write_label(cv::Mat& image, const std::string& text, cv::Point at, const cv::Scalar& colour) {
  cv::putText(image, text.substr(0, 14), at, cv::FONT_HERSHEY_SIMPLEX, kFontScale, colour, 1, cv::LINE_AA);
}

}  // namespace

EventImage draw_samples(const torch::Tensor& images) {
  if (images.dim() != 4 || (images.size(1) != 1 && images.size(1) != 3)) return {};
  const auto shown = images.slice(0, 0, kMostSamples).to(torch::kCPU).round().clamp(0, 255).to(torch::kUInt8);
  const int64_t count = shown.size(0), columns = std::min(kSamplesInRow, count);
  const int64_t rows = (count + columns - 1) / columns;
  const auto height = static_cast<int>(shown.size(2)), width = static_cast<int>(shown.size(3));
  cv::Mat sheet(static_cast<int>(rows) * (height + kGapPx) - kGapPx,
                static_cast<int>(columns) * (width + kGapPx) - kGapPx,
                CV_8UC(static_cast<int>(shown.size(1))), cv::Scalar::all(255));
  for (int64_t i = 0; i < count; ++i) {
    const cv::Rect place(static_cast<int>(i % columns) * (width + kGapPx),
                         static_cast<int>(i / columns) * (height + kGapPx), width, height);
    to_matrix(shown[i]).copyTo(sheet(place));
  }
  return encode_png(sheet);
}

EventImage draw_confusion(const std::vector<std::vector<int64_t>>& counts,
                          const std::vector<std::string>& class_names) {
  if (counts.empty()) return {};
  const auto num_classes = static_cast<int>(counts.size());
  const int size = kLabelPx + num_classes * kCellPx;
  cv::Mat image(size, size, CV_8UC3, cv::Scalar::all(255));
  const cv::Scalar black = cv::Scalar::all(0), white = cv::Scalar::all(255);
  for (int t = 0; t < num_classes; ++t) {
    const auto& row = counts[static_cast<size_t>(t)];
    const bool has_name = static_cast<size_t>(t) < class_names.size();
    const std::string name = has_name ? class_names[static_cast<size_t>(t)] : std::to_string(t);
    write_label(image, name, {4, kLabelPx + t * kCellPx + kCellPx / 2 + 4}, black);
    // Names of columns stand on steps, since OpenCV turns no text.
    write_label(image, name, {kLabelPx + t * kCellPx + 2, kLabelPx - 8 - 16 * (t % 5)}, black);
    const int64_t total = std::accumulate(row.begin(), row.end(), int64_t{0});
    for (int p = 0; p < num_classes; ++p) {
      const int64_t count = row.at(static_cast<size_t>(p));
      const double share = total > 0 ? static_cast<double>(count) / static_cast<double>(total) : 0;
      const cv::Rect cell(kLabelPx + p * kCellPx, kLabelPx + t * kCellPx, kCellPx - 1, kCellPx - 1);
      cv::rectangle(image, cell, cv::Scalar(255 - 75 * share, 255 - 136 * share, 255 - 224 * share),
                    cv::FILLED);
      write_label(image, std::to_string(count), {cell.x + 4, cell.y + kCellPx / 2 + 4},
                  share > 0.5 ? white : black);
    }
  }
  write_label(image, "true \\ predicted", {4, kLabelPx - 92}, black);
  return encode_png(image);
}

}  // namespace affekt
