// OpenCV's dnn module as an engine: in every build.
#pragma once

#include <memory>

#include "inference/engine.h"

namespace affekt {

/// @throws ArtifactError if the file isn't affekt's or OpenCV can't load it
std::unique_ptr<InferenceEngine> make_opencv_engine(const std::filesystem::path& onnx_path);

}  // namespace affekt
