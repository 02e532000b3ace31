// A graph and what is to be said of it -> a complete ONNX model: checked, shapes inferred, digests inside.
#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <string>

namespace affekt {

constexpr int kOnnxOpset = 13;
constexpr int kOnnxIrVersion = 7;

/// The same graph and metadata give the same bytes: entries are written in the order of their
/// keys, which read_onnx_model relies on.
/// @param doc       the model in one line, as viewers show it
/// @param metadata  metadata_props (inference/onnx_metadata.h); the digests of graph and metadata are added
/// @throws std::logic_error if ONNX's checker refuses the graph (a bug of affekt)
onnx::ModelProto package_onnx_model(onnx::GraphProto graph, const std::string& doc,
                                    std::map<std::string, std::string> metadata);

}  // namespace affekt
