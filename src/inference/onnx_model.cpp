#include "inference/onnx_model.h"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <utility>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "inference/onnx_metadata.h"

namespace affekt {
namespace {

onnx::ModelProto parse_proto(const OnnxModel& model) {
  onnx::ModelProto proto;
  if (model.bytes.empty()) model.refuse("the file is empty, expected an ONNX model");
  if (!proto.ParseFromString(model.bytes)) {
    model.refuse(
        fmt::format("truncated or not an ONNX file ({} bytes, which do not parse)", model.bytes.size()));
  }
  if (proto.ir_version() < 1 || !proto.has_graph() || proto.graph().node_size() == 0) {
    model.refuse("truncated or not an ONNX file: it holds no graph");
  }
  return proto;
}

void read_metadata(const onnx::ModelProto& proto, OnnxModel& model) {
  for (const auto& entry : proto.metadata_props()) model.metadata[entry.key()] = entry.value();
  if (model.metadata.count(onnx_key::kLabels) == 0 && model.metadata.count(onnx_key::kTask) == 0) {
    model.refuse(fmt::format("not a model exported by affekt, or truncated: metadata \"{}\" is missing",
                             onnx_key::kLabels));
  }
  // Entries are written in the order of their keys, these two among the last: a file cut between entries
  // lacks one.
  for (const char* key : {onnx_key::kToolVersion, onnx_key::kWeightsDigest}) {
    if (model.metadata.count(key) == 0)
      model.refuse(fmt::format("truncated: metadata \"{}\" is missing", key));
  }
}

/// Weights are most of the file, and a flipped bit in one still parses.
void check_graph_digest(const onnx::GraphProto& graph, const OnnxModel& model) {
  const std::string expected = model.text(onnx_key::kGraphDigest);
  if (model.metadata.count(onnx_key::kGraphDigest) == 0) {
    log_warning(fmt::format(
        "{}: exported by an older affekt: without \"{}\", so damage to its weights would go unnoticed",
        model.path.string(), onnx_key::kGraphDigest));
    return;
  }
  const std::string actual = sha256_of(graph.SerializeAsString());
  if (actual != expected) {
    model.refuse(
        fmt::format("damaged: its graph does not match the digest that it was exported with ({} expected, {} "
                    "got); export it again",
                    expected, actual));
  }
}

/// Files of before this digest lack it, and say nothing that it could be checked against.
void check_metadata_digest(const OnnxModel& model) {
  if (model.metadata.count(onnx_key::kMetadataDigest) == 0) return;
  if (digest_metadata(model.metadata) != model.text(onnx_key::kMetadataDigest)) {
    model.refuse(
        "damaged: its metadata does not match the digest that it was exported with; export it again");
  }
}

/// affekt keeps weights inside the file: no engine may be led to read another one, of any name.
void refuse_external_weights(const onnx::GraphProto& graph, const OnnxModel& model) {
  const auto check = [&](const onnx::TensorProto& tensor) {
    if (tensor.data_location() != onnx::TensorProto::EXTERNAL && tensor.external_data_size() == 0) return;
    model.refuse(fmt::format(
        "\"{}\": expected its values inside the file, got a reference to another (EXTERNAL)", tensor.name()));
  };
  const auto check_sparse = [&](const onnx::SparseTensorProto& tensor) {
    check(tensor.values());
    check(tensor.indices());
  };
  for (const auto& tensor : graph.initializer()) check(tensor);
  for (const auto& tensor : graph.sparse_initializer()) check_sparse(tensor);
  for (const auto& node : graph.node()) {
    for (const auto& attribute : node.attribute()) {
      check(attribute.t());
      check_sparse(attribute.sparse_tensor());
      for (const auto& tensor : attribute.tensors()) check(tensor);
      for (const auto& tensor : attribute.sparse_tensors()) check_sparse(tensor);
      if (attribute.has_g()) refuse_external_weights(attribute.g(), model);
      for (const auto& inner : attribute.graphs()) refuse_external_weights(inner, model);
    }
  }
}

constexpr std::pair<DType, int> kTypes[] = {{DType::kFloat32, onnx::TensorProto::FLOAT},
                                            {DType::kFloat64, onnx::TensorProto::DOUBLE},
                                            {DType::kInt64, onnx::TensorProto::INT64},
                                            {DType::kInt32, onnx::TensorProto::INT32},
                                            {DType::kUint8, onnx::TensorProto::UINT8}};

DType read_type(const onnx::ValueInfoProto& value, const OnnxModel& model) {
  const int found = value.type().tensor_type().elem_type();
  for (const auto& [type, onnx_type] : kTypes)
    if (onnx_type == found) return type;
  model.refuse(fmt::format("\"{}\": expected a tensor of numbers, got element type {}", value.name(), found));
}

template <class Values>
std::vector<TensorSpec> read_specs(const Values& values, const OnnxModel& model) {
  std::vector<TensorSpec> specs;
  for (const onnx::ValueInfoProto& value : values) {
    specs.push_back({value.name(), read_type(value, model), {}, value.doc_string()});
    for (const auto& axis : value.type().tensor_type().shape().dim()) {
      specs.back().axes.push_back({std::max<int64_t>(axis.dim_value(), 0), axis.dim_param()});
    }
  }
  return specs;
}

}  // namespace

std::string OnnxModel::text(const std::string& key) const {
  const auto found = metadata.find(key);
  return found == metadata.end() ? "" : found->second;
}

std::string OnnxModel::task() const {
  return text(onnx_key::kTask);
}

void OnnxModel::refuse(const std::string& why) const {
  throw ArtifactError(fmt::format("{}: {}", path.string(), why));
}

int onnx_type_of(DType type) {
  return std::find_if(std::begin(kTypes), std::end(kTypes),
                      [&](const auto& known) { return known.first == type; })
      ->second;
}

std::string digest_metadata(const std::map<std::string, std::string>& metadata) {
  Sha256 digest;
  for (const auto& [key, value] : metadata) {
    if (key != onnx_key::kMetadataDigest) digest.update(key + "\n" + value + "\n");
  }
  return digest.finish();
}

SharedOnnxModel read_onnx_model(const std::filesystem::path& path) {
  auto model = std::make_shared<OnnxModel>();
  model->path = path;
  model->bytes = read_text_file(path);
  const onnx::ModelProto proto = parse_proto(*model);
  read_metadata(proto, *model);
  check_graph_digest(proto.graph(), *model);
  check_metadata_digest(*model);
  refuse_external_weights(proto.graph(), *model);
  model->inputs = read_specs(proto.graph().input(), *model);
  model->outputs = read_specs(proto.graph().output(), *model);
  model->file_digest = sha256_of(model->bytes);
  return model;
}

SharedOnnxModel read_if_onnx(const std::filesystem::path& path) {
  return path.extension() == ".onnx" && std::filesystem::is_regular_file(path) ? read_onnx_model(path)
                                                                               : nullptr;
}

}  // namespace affekt
