// ONNX Runtime as an engine: only in builds where CMake found its C++ package.
#pragma once

#include <memory>

#include "inference/engine.h"

#ifdef AFFEKT_WITH_ONNXRUNTIME
namespace affekt {

/// @throws ArtifactError if the file isn't affekt's or ONNX Runtime can't load it
std::unique_ptr<InferenceEngine> make_onnxruntime_engine(const std::filesystem::path& onnx_path);

}  // namespace affekt
#endif
