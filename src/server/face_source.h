// Faces in the picture of a request: where they are and what their expressions are taken for.
#pragma once

#include "perception/face_finder.h"
#include "perception/face_reader.h"
#include "server/emotion_source.h"

namespace affekt {

constexpr size_t kMostFaces = 16;  // of a picture that are read; the largest ones

/// For a camera's frames: small faces only where there is no large one, as `affekt recommend` has it.
FaceFinderOptions make_finder_options();

class FaceSource : public EmotionSource {
 public:
  /// @throws ArtifactError  no model of faces, a class whose place in the plane is not known, no cascade
  explicit FaceSource(SharedOnnxModel model);

  /// The largest face first. No face is an answer too: an empty list.
  nlohmann::ordered_json read(const std::string& bytes) override;

 private:
  FaceReader reader_;
  FaceFinder finder_;
};

}  // namespace affekt
