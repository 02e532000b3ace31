#include "export/graph/onnx_package.h"

#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "core/digest.h"
#include "core/error.h"
#include "core/version.h"
#include "inference/engine.h"
#include "inference/onnx_metadata.h"
#include "inference/onnx_model.h"

namespace affekt {
namespace {

void check_and_infer_shapes(onnx::ModelProto& model) {
  try {
    begin_onnxruntime();
    onnx::checker::check_model(model);
    onnx::ShapeInferenceOptions strict;
    strict.check_type = true;
    strict.error_mode = 1;  // errors throw
    strict.enable_data_propagation = true;
    onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(), strict);
    onnx::checker::check_model(model);
  } catch (const std::exception& error) {
    AFFEKT_CHECK(false, fmt::format("ONNX refuses the exported graph: {}", error.what()));
  }
}

/// Nodes, optional outputs of nodes, and constants that no output of the graph needs. ONNX Runtime 1.17 plans
/// its memory by shape: where a value is made and never used, runs of a shape that it has seen before may
/// write over values that are still wanted, and give wrong answers without a word.
void remove_unused(onnx::GraphProto& graph) {
  static const std::set<std::string> has_optional_outputs = {"Unique", "LSTM", "GRU"};
  std::set<std::string> used;
  for (const auto& output : graph.output()) used.insert(output.name());
  const auto is_used = [&](const std::string& name) { return used.count(name) > 0; };
  std::vector<onnx::NodeProto> kept;  // the last one first
  for (int i = graph.node_size() - 1; i >= 0; --i) {
    onnx::NodeProto node = graph.node(i);
    if (std::none_of(node.output().begin(), node.output().end(), is_used)) continue;
    if (has_optional_outputs.count(node.op_type()) > 0) {
      for (std::string& output : *node.mutable_output())
        if (!is_used(output)) output.clear();
      while (node.output(node.output_size() - 1).empty()) node.mutable_output()->RemoveLast();
    }
    used.insert(node.input().begin(), node.input().end());
    kept.push_back(std::move(node));
  }
  graph.clear_node();
  for (auto node = kept.rbegin(); node != kept.rend(); ++node) *graph.add_node() = std::move(*node);
  auto& constants = *graph.mutable_initializer();
  constants.erase(std::remove_if(constants.begin(), constants.end(),
                                 [&](const onnx::TensorProto& tensor) { return !is_used(tensor.name()); }),
                  constants.end());
}

}  // namespace

onnx::ModelProto package_onnx_model(onnx::GraphProto graph, const std::string& doc,
                                    std::map<std::string, std::string> metadata) {
  onnx::ModelProto model;
  model.set_ir_version(kOnnxIrVersion);
  model.set_producer_name("affekt");
  model.set_producer_version(tool_version());
  model.set_model_version(1);
  model.set_doc_string(doc);
  auto* opset = model.add_opset_import();
  opset->set_domain("");
  opset->set_version(kOnnxOpset);
  *model.mutable_graph() = std::move(graph);
  remove_unused(*model.mutable_graph());
  check_and_infer_shapes(model);
  metadata[onnx_key::kToolVersion] = fmt::format("affekt {} ({})", tool_version(), git_commit());
  metadata[onnx_key::kGraphDigest] = sha256_of(model.graph().SerializeAsString());
  metadata[onnx_key::kMetadataDigest] = digest_metadata(metadata);
  for (const auto& [key, value] : metadata) {
    auto* entry = model.add_metadata_props();
    entry->set_key(key);
    entry->set_value(value);
  }
  return model;
}

}  // namespace affekt
