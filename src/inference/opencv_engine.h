// OpenCV's dnn module as an engine: in every build.
#pragma once

#include <memory>

#include "inference/engine.h"

namespace affekt {

/// @throws ArtifactError if OpenCV can't load the model
std::unique_ptr<InferenceEngine> make_opencv_engine(const OnnxModel& model);

}  // namespace affekt
