#include "perception/face_reader.h"

#include <fmt/format.h>

#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/error.h"
#include "ingest/images/image_planes.h"

namespace affekt {
namespace {

constexpr char kExpectedFaceModel[] =
    "a model of cropped faces was expected, such as the model.onnx of configs/fer2013_cnn.yaml";

/// @throws ArtifactError before the engine loads it
SharedOnnxModel require_face_model(SharedOnnxModel model) {
  if (!model->task().empty())
    model->refuse(fmt::format("it is a model of the task '{}'; {}", model->task(), kExpectedFaceModel));
  const OnnxClassifierInfo info = read_classifier_info(*model);
  if (info.takes_waveforms()) model->refuse(fmt::format("it takes sound; {}", kExpectedFaceModel));
  const bool is_square = info.height == info.width && info.height >= 1;
  if (!is_square || (info.channels != 1 && info.channels != 3)) {
    model->refuse(fmt::format("it takes images of {}x{}x{}, and square ones of 1 or 3 channels were expected",
                              info.channels, info.height, info.width));
  }
  return model;
}

}  // namespace

FaceReader::FaceReader(SharedOnnxModel model, const std::string& engine, const FaceCropRule& rule)
    : model_(require_face_model(std::move(model))),
      classifier_(*model_, make_engine(engine, *model_)),
      rule_(rule) {}

std::vector<std::vector<float>> FaceReader::read(const cv::Mat& image, const std::vector<cv::Rect>& boxes) {
  std::vector<cv::Mat> crops;
  for (const cv::Rect& box : boxes) crops.push_back(crop_square(image, place_face_square(box, rule_)));
  return read_crops(crops);
}

std::vector<std::vector<float>> FaceReader::read_crops(const std::vector<cv::Mat>& crops) {
  if (crops.empty()) return {};
  const OnnxClassifierInfo& info = classifier_.info();
  ImageSamples samples;
  samples.num_samples = static_cast<int64_t>(crops.size());
  samples.channels = info.channels;
  samples.height = samples.width = info.height;
  const auto sample_bytes = static_cast<size_t>(info.channels * info.height * info.width);
  samples.pixels = std::vector<uint8_t>(crops.size() * sample_bytes);
  for (size_t i = 0; i < crops.size(); ++i) {
    cv::Mat crop = crops[i];
    if (info.channels == 1 && crop.channels() == 3) cv::cvtColor(crops[i], crop, cv::COLOR_BGR2GRAY);
    if (info.channels == 3 && crop.channels() == 1) cv::cvtColor(crops[i], crop, cv::COLOR_GRAY2BGR);
    write_planes(crop, static_cast<int>(info.height), samples.pixels.data() + i * sample_bytes);
  }
  const std::vector<float> all = classifier_.predict(samples);
  const size_t num_classes = info.class_names.size();
  std::vector<std::vector<float>> rows;
  for (size_t i = 0; i < crops.size(); ++i) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(i * num_classes);
    rows.emplace_back(first, first + static_cast<std::ptrdiff_t>(num_classes));
  }
  return rows;
}

}  // namespace affekt
