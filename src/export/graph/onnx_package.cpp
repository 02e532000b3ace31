#include "export/graph/onnx_package.h"

#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

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
