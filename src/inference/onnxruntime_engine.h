// ONNX Runtime as an engine: only in builds where CMake found its C++ package.
#pragma once

#include <memory>

#include "inference/engine.h"

#ifdef AFFEKT_WITH_ONNXRUNTIME
namespace affekt {

/// @throws ArtifactError if ONNX Runtime can't load the model
std::unique_ptr<InferenceEngine> make_onnxruntime_engine(const OnnxModel& model);

}  // namespace affekt
#endif
