// How fast the engines of this process run one exported classifier, beside each other.
#pragma once

#include <nlohmann/json.hpp>

#include "inference/onnx_model.h"
#include "store/samples.h"

namespace affekt {

/// {"opencv_images_per_second": ..., "onnxruntime_images_per_second": ...}, or recordings_per_second: each
/// engine on the first samples, after as many that don't count. Empty where this process has one engine
/// alone.
/// @throws ArtifactError  as make_engine and OnnxClassifier
nlohmann::json time_engines(const OnnxModel& model, const Samples& samples);

}  // namespace affekt
