// A trained model -> a complete ONNX model in memory: graph, metadata_props, checked and with shapes
// inferred.
#pragma once

#include <onnx/onnx_pb.h>

#include <nlohmann/json.hpp>

#include "runs/trained_model.h"

namespace affekt {

/// float32 `pixels` [N, C, H, W] 0..255, or float32 `samples` [N, T] -1..1 -> float32 `probabilities` [N, K];
/// temperature and softmax inside.
/// The same model gives the same bytes.
/// @param metric  for "affekt.metric": {"name", "value", "split", "ci95"...}, or null where no score is known
/// @throws std::logic_error if the network describes a graph that ONNX's checker refuses (a bug of affekt)
onnx::ModelProto build_onnx_model(const TrainedModel& model, const nlohmann::json& metric);

}  // namespace affekt
