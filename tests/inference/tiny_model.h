// A temporary folder, and an ONNX model small enough to be calculated by hand.
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/error.h"
#include "tests/core/temporary_folder.h"

namespace affekt::test {

using affekt::TemporaryFolder;

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

inline void add_float_value(onnx::ValueInfoProto* value, const char* name,
                            const std::vector<int64_t>& shape) {
  value->set_name(name);
  auto* tensor = value->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(onnx::TensorProto::FLOAT);
  tensor->mutable_shape()->add_dim()->set_dim_param("N");
  for (int64_t size : shape) tensor->mutable_shape()->add_dim()->set_dim_value(size);
}

inline void add_weight(onnx::GraphProto* graph, const char* name, const std::vector<int64_t>& dims,
                       const std::vector<float>& values) {
  auto* weight = graph->add_initializer();
  weight->set_name(name);
  weight->set_data_type(onnx::TensorProto::FLOAT);
  for (int64_t dim : dims) weight->add_dims(dim);
  weight->set_raw_data(values.data(), values.size() * sizeof(float));
}

inline onnx::NodeProto* add_node(onnx::GraphProto* graph, const char* op,
                                 const std::vector<std::string>& inputs, const char* output) {
  auto* node = graph->add_node();
  node->set_op_type(op);
  node->set_name(output);
  for (const auto& input : inputs) node->add_input(input);
  node->add_output(output);
  return node;
}

inline void add_int(onnx::NodeProto* node, const char* name, int64_t value) {
  auto* attribute = node->add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INT);
  attribute->set_i(value);
}

inline void set_metadata(onnx::ModelProto& model, const char* key, const char* value) {
  auto* entry = model.add_metadata_props();
  entry->set_key(key);
  entry->set_value(value);
}

inline void add_provenance(onnx::ModelProto& model) {
  set_metadata(model, "affekt.labels", R"(["up","down"])");
  set_metadata(model, "affekt.tool_version", "affekt 0.1.0");
  set_metadata(model, "affekt.weights_digest", "abc");
}

/// pixels [N, 1, 2, 2] -> softmax of (sum of the upper row / 100, sum of the lower row / 100): [N, 2].
inline onnx::ModelProto make_row_model() {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  auto* graph = model.mutable_graph();
  graph->set_name("rows");
  add_float_value(graph->add_input(), "pixels", {1, 2, 2});
  add_float_value(graph->add_output(), "probabilities", {2});
  add_weight(graph, "rows.weight", {2, 4}, {0.01f, 0.01f, 0, 0, 0, 0, 0.01f, 0.01f});
  add_weight(graph, "rows.bias", {2}, {0, 0});
  add_int(add_node(graph, "Flatten", {"pixels"}, "flat"), "axis", 1);
  add_int(add_node(graph, "Gemm", {"flat", "rows.weight", "rows.bias"}, "rows"), "transB", 1);
  add_int(add_node(graph, "Softmax", {"rows"}, "probabilities"), "axis", 1);
  add_provenance(model);
  return model;
}

/// samples [N, T], at 16 kHz, T >= 4 -> softmax of (10 times their mean, 0): [N, 2].
inline onnx::ModelProto make_mean_model() {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  auto* graph = model.mutable_graph();
  graph->set_name("mean");
  auto* input = graph->add_input();
  add_float_value(input, "samples", {});
  input->mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_param("T");
  add_float_value(graph->add_output(), "probabilities", {2});
  const std::vector<int64_t> shape = {0, 1, 1, -1};
  auto* constant = graph->add_initializer();
  constant->set_name("shape");
  constant->set_data_type(onnx::TensorProto::INT64);
  constant->add_dims(4);
  constant->set_raw_data(shape.data(), shape.size() * sizeof(int64_t));
  add_weight(graph, "gain.weight", {2, 1}, {10, 0});
  add_weight(graph, "gain.bias", {2}, {0, 0});
  add_node(graph, "Reshape", {"samples", "shape"}, "row");
  add_node(graph, "GlobalAveragePool", {"row"}, "mean");
  add_int(add_node(graph, "Flatten", {"mean"}, "flat"), "axis", 1);
  add_int(add_node(graph, "Gemm", {"flat", "gain.weight", "gain.bias"}, "gain"), "transB", 1);
  add_int(add_node(graph, "Softmax", {"gain"}, "probabilities"), "axis", 1);
  set_metadata(model, "affekt.min_samples", "4");
  set_metadata(model, "affekt.sample_rate_hz", "16000");
  add_provenance(model);
  return model;
}

}  // namespace affekt::test
