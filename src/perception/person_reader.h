// A person in a picture -> valence, arousal and dominance, as an exported model of people in context says.
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <string>

#include "inference/engine.h"

namespace affekt {

/// On EMOTIC's scale, 1..10.
struct PersonAffect {
  double valence = 0, arousal = 0, dominance = 0;
};

/// The person's box that a face's box suggests: three faces wide, seven and a half high, from half a face
/// above it, cut to the picture (a head is about the eighth part of a standing adult).
cv::Rect suggest_person_box(const cv::Rect& face, cv::Size picture);

/// Several can share one model; each runs in one thread at a time.
class PersonReader {
 public:
  /// @throws ArtifactError  no model of people (EMOTIC): says what it is and what was expected
  explicit PersonReader(SharedOnnxModel model, const std::string& engine = "opencv");

  /// @param image   uint8 BGR  @param person  inside of it, not empty
  PersonAffect read(const cv::Mat& image, const cv::Rect& person);

 private:
  const SharedOnnxModel model_;
  const std::unique_ptr<InferenceEngine> engine_;
  bool blank_person_ = false;  // the person is painted over in the picture
};

}  // namespace affekt
