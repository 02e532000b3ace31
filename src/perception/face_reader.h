// A face in a picture -> the probabilities of its expression, as an exported model of cropped faces says.
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "exported/onnx_classifier.h"
#include "perception/face_crop.h"

namespace affekt {

/// Several can share one model; each runs in one thread at a time.
class FaceReader {
 public:
  /// @param engine  one of engine_names()
  /// @throws ArtifactError  no classifier of square images, grey or RGB: says what it is and what was
  /// expected
  explicit FaceReader(SharedOnnxModel model, const std::string& engine = "opencv",
                      const FaceCropRule& rule = {});

  const OnnxModel& model() const { return *model_; }
  const std::vector<std::string>& class_names() const { return classifier_.info().class_names; }

  /// All faces of a picture in one batch.
  /// @param image  uint8 BGR, or grey  @param boxes  as FaceFinder gives them
  /// @return       [boxes.size()][K]
  std::vector<std::vector<float>> read(const cv::Mat& image, const std::vector<cv::Rect>& boxes);
  /// Pictures that are cropped already, as FER2013's are. @return [crops.size()][K]
  std::vector<std::vector<float>> read_crops(const std::vector<cv::Mat>& crops);

 private:
  const SharedOnnxModel model_;
  OnnxClassifier classifier_;
  const FaceCropRule rule_;
};

}  // namespace affekt
