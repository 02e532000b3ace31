// A model of songs small enough to be calculated by hand.
#pragma once

#include <string>

#include "core/digest.h"
#include "inference/onnx_model.h"
#include "tests/inference/tiny_model.h"

namespace affekt::test {

inline void add_numbers(onnx::GraphProto* graph, const char* name, const std::vector<int64_t>& values) {
  auto* numbers = graph->add_initializer();
  numbers->set_name(name);
  numbers->set_data_type(onnx::TensorProto::INT64);
  numbers->add_dims(static_cast<int64_t>(values.size()));
  numbers->set_raw_data(values.data(), values.size() * sizeof(int64_t));
}

/// features [N, 2] -> cluster [N] and distances2 [N, 3] to (0, 0), (3, 4) and (-3, -4), affect [N, 2] = (x +
/// y, x - y).
inline onnx::GraphProto make_tiny_song_graph() {
  onnx::GraphProto graph;
  graph.set_name("songs");
  add_float_value(graph.add_input(), "features", {2});
  add_float_value(graph.add_output(), "cluster", {});
  graph.mutable_output(0)->mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::INT64);
  add_float_value(graph.add_output(), "distances2", {3});
  add_float_value(graph.add_output(), "affect", {2});
  add_weight(&graph, "copies", {6, 2}, {1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1});
  add_weight(&graph, "centroids", {6}, {0, 0, -3, -4, 3, 4});
  add_numbers(&graph, "by_cluster", {-1, 2});
  add_weight(&graph, "ones", {1, 2}, {1, 1});
  add_weight(&graph, "zero", {1}, {0});
  add_numbers(&graph, "by_song", {-1, 3});
  add_weight(&graph, "affect.weight", {2, 2}, {1, 1, 1, -1});
  add_weight(&graph, "affect.bias", {2}, {0, 0});
  add_int(add_node(&graph, "Gemm", {"features", "copies", "centroids"}, "differences"), "transB", 1);
  add_node(&graph, "Mul", {"differences", "differences"}, "squares");
  add_node(&graph, "Reshape", {"squares", "by_cluster"}, "rows");
  add_int(add_node(&graph, "Gemm", {"rows", "ones", "zero"}, "sums"), "transB", 1);
  add_node(&graph, "Reshape", {"sums", "by_song"}, "distances2");
  add_int(add_node(&graph, "Gemm", {"features", "affect.weight", "affect.bias"}, "affect"), "transB", 1);
  auto* cluster = add_node(&graph, "ArgMin", {"distances2"}, "cluster");
  add_int(cluster, "axis", 1);
  add_int(cluster, "keepdims", 0);
  return graph;
}

inline std::map<std::string, std::string> make_tiny_song_metadata() {
  return {{"affekt.affect_target", "deezer"},
          {"affekt.columns", R"(["energy","valence"])"},
          {"affekt.labels", R"(["middle","bright","dark"])"},
          {"affekt.medians", "[0.5,0.25]"},
          {"affekt.missing", "drop"},
          {"affekt.task", "songs"},
          {"affekt.tool_version", "affekt 0.1.0"},
          {"affekt.weights_digest", "abc"}};
}

/// With both digests, as affekt exports it.
inline onnx::ModelProto make_song_model(
    const onnx::GraphProto& graph = make_tiny_song_graph(),
    std::map<std::string, std::string> metadata = make_tiny_song_metadata()) {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  *model.mutable_graph() = graph;
  metadata["affekt.graph_digest"] = sha256_of(graph.SerializeAsString());
  metadata["affekt.metadata_digest"] = digest_metadata(metadata);
  for (const auto& [key, value] : metadata) set_metadata(model, key.c_str(), value.c_str());
  return model;
}

}  // namespace affekt::test
