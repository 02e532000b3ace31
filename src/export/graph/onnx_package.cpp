#include "export/graph/onnx_package.h"

#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include <set>
#include <utility>

#include "core/digest.h"
#include "core/error.h"
#include "core/version.h"
#include "inference/onnx_metadata.h"
#include "inference/onnx_model.h"

namespace affekt {
namespace {

void check_and_infer_shapes(onnx::ModelProto& model) {
  try {
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

/// ONNX Runtime 1.17 plans its memory by shape: where a value of the graph is made and never used, runs of a
/// shape that it has seen before may write over values that are still wanted, and give wrong answers without
/// a word.
void check_that_all_is_used(const onnx::GraphProto& graph) {
  std::set<std::string> used;
  for (const auto& output : graph.output()) used.insert(output.name());
  for (const auto& node : graph.node()) used.insert(node.input().begin(), node.input().end());
  for (const auto& node : graph.node()) {
    for (const auto& output : node.output())
      AFFEKT_CHECK(output.empty() || used.count(output) > 0,
                   fmt::format("\"{}\", which {} gives, is never used", output, node.op_type()));
  }
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
  check_that_all_is_used(model.graph());
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
