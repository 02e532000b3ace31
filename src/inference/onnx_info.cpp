#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "core/digest.h"
#include "core/error.h"
#include "inference/engine.h"
#include "inference/onnx_metadata.h"

namespace affekt {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw ArtifactError(fmt::format("{}: {}", path.string(), why));
}

onnx::ModelProto parse_model(const std::filesystem::path& path, const std::string& bytes) {
  onnx::ModelProto model;
  if (bytes.empty()) refuse(path, "the file is empty, expected an ONNX model");
  if (!model.ParseFromString(bytes)) {
    refuse(path, fmt::format("truncated or not an ONNX file ({} bytes, which do not parse)", bytes.size()));
  }
  if (model.ir_version() < 1 || !model.has_graph() || model.graph().node_size() == 0) {
    refuse(path, "truncated or not an ONNX file: it holds no graph");
  }
  return model;
}

std::map<std::string, std::string> read_metadata(const std::filesystem::path& path,
                                                 const onnx::ModelProto& model) {
  std::map<std::string, std::string> metadata;
  for (const auto& entry : model.metadata_props()) metadata[entry.key()] = entry.value();
  if (metadata.count(onnx_key::kLabels) == 0) {
    refuse(path, fmt::format("not a model exported by affekt, or truncated: metadata \"{}\" is missing",
                             onnx_key::kLabels));
  }
  // Entries are written in the order of their keys, these two among the last: a file cut between entries
  // lacks one.
  for (const char* key : {onnx_key::kToolVersion, onnx_key::kWeightsDigest}) {
    if (metadata.count(key) == 0) refuse(path, fmt::format("truncated: metadata \"{}\" is missing", key));
  }
  return metadata;
}

std::vector<std::string> parse_labels(const std::filesystem::path& path, const std::string& text) {
  const auto labels = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  bool good = labels.is_array() && !labels.empty();
  if (good) {
    for (const auto& label : labels) good = good && label.is_string();
  }
  if (!good) {
    refuse(path,
           fmt::format("metadata \"{}\": expected a JSON list of names, got {}", onnx_key::kLabels, text));
  }
  return labels.get<std::vector<std::string>>();
}

/// The graph's only input that is not a weight, or its only output: float32 of `rank` axes, the first one
/// free.
const onnx::ValueInfoProto& check_value(const std::filesystem::path& path, const onnx::ValueInfoProto& value,
                                        const char* role, int rank) {
  const auto& tensor = value.type().tensor_type();
  if (tensor.elem_type() != onnx::TensorProto::FLOAT || tensor.shape().dim_size() != rank) {
    refuse(path, fmt::format("{} \"{}\": expected float32 with {} axes, got element type {} with {} axes",
                             role, value.name(), rank, tensor.elem_type(), tensor.shape().dim_size()));
  }
  for (int axis = 1; axis < rank; ++axis) {
    if (tensor.shape().dim(axis).dim_value() <= 0) {
      refuse(path, fmt::format("{} \"{}\": axis {} has no fixed size", role, value.name(), axis));
    }
  }
  return value;
}

}  // namespace

OnnxModelInfo read_onnx_info(const std::filesystem::path& path) {
  const std::string bytes = read_text_file(path);
  const onnx::ModelProto model = parse_model(path, bytes);
  OnnxModelInfo info;
  info.metadata = read_metadata(path, model);
  info.class_names = parse_labels(path, info.metadata.at(onnx_key::kLabels));
  if (model.graph().input_size() != 1 || model.graph().output_size() != 1) {
    refuse(path, fmt::format("expected one input and one output, got {} and {}", model.graph().input_size(),
                             model.graph().output_size()));
  }
  const auto& input = check_value(path, model.graph().input(0), "input", 4);
  const auto& output = check_value(path, model.graph().output(0), "output", 2);
  const auto num_classes = output.type().tensor_type().shape().dim(1).dim_value();
  if (num_classes != static_cast<int64_t>(info.class_names.size())) {
    refuse(path, fmt::format("{} outputs but {} labels", num_classes, info.class_names.size()));
  }
  const auto& shape = input.type().tensor_type().shape();
  info.channels = shape.dim(1).dim_value();
  info.height = shape.dim(2).dim_value();
  info.width = shape.dim(3).dim_value();
  info.input_name = input.name();
  info.output_name = output.name();
  info.file_digest = sha256_of(bytes);
  return info;
}

}  // namespace affekt
