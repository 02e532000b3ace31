#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/log.h"
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

/// Weights are most of the file, and a flipped bit in one still parses.
void check_graph_digest(const std::filesystem::path& path, const onnx::ModelProto& model,
                        const std::map<std::string, std::string>& metadata) {
  const auto expected = metadata.find(onnx_key::kGraphDigest);
  if (expected == metadata.end()) {
    log_warning(
        fmt::format("{}: exported by an older affekt: without \"{}\", so damage to its weights would "
                    "go unnoticed",
                    path.string(), onnx_key::kGraphDigest));
    return;
  }
  const std::string actual = sha256_of(model.graph().SerializeAsString());
  if (actual != expected->second) {
    refuse(path, fmt::format("damaged: its graph does not match the digest that it was exported with ({} "
                             "expected, {} got); export it again",
                             expected->second, actual));
  }
}

/// A positive whole number out of the metadata.
int64_t read_count(const std::filesystem::path& path, const std::map<std::string, std::string>& metadata,
                   const char* key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) {
    refuse(path, fmt::format("it takes waveforms, but metadata \"{}\" is missing", key));
  }
  const auto count = nlohmann::json::parse(found->second, nullptr, /*allow_exceptions=*/false);
  if (!count.is_number_unsigned() || count.get<int64_t>() <= 0) {
    refuse(path,
           fmt::format("metadata \"{}\": expected a positive whole number, got {}", key, found->second));
  }
  return count.get<int64_t>();
}

void check_element_type(const std::filesystem::path& path, const onnx::ValueInfoProto& value,
                        const char* role) {
  const auto type = value.type().tensor_type().elem_type();
  if (type != onnx::TensorProto::FLOAT) {
    refuse(path, fmt::format("{} \"{}\": expected float32, got element type {}", role, value.name(), type));
  }
}

void check_fixed_axes(const std::filesystem::path& path, const onnx::ValueInfoProto& value,
                      const char* role) {
  const auto& shape = value.type().tensor_type().shape();
  for (int axis = 1; axis < shape.dim_size(); ++axis) {
    if (shape.dim(axis).dim_value() <= 0) {
      refuse(path, fmt::format("{} \"{}\": axis {} has no fixed size", role, value.name(), axis));
    }
  }
}

/// Pictures are float32 [N, C, H, W] with N free; waveforms are float32 [N, T] with both free.
void read_input(const std::filesystem::path& path, const onnx::ValueInfoProto& input, OnnxModelInfo& info) {
  check_element_type(path, input, "input");
  const auto& shape = input.type().tensor_type().shape();
  if (shape.dim_size() == 4) {
    check_fixed_axes(path, input, "input");
    info.channels = shape.dim(1).dim_value();
    info.height = shape.dim(2).dim_value();
    info.width = shape.dim(3).dim_value();
  } else if (shape.dim_size() == 2) {
    if (shape.dim(1).has_dim_value()) {
      refuse(path, fmt::format("input \"{}\": waveforms have a free length, this one is fixed to {}",
                               input.name(), shape.dim(1).dim_value()));
    }
    info.sample_rate_hz = read_count(path, info.metadata, onnx_key::kSampleRate);
    info.min_samples = read_count(path, info.metadata, onnx_key::kMinSamples);
  } else {
    refuse(path, fmt::format("input \"{}\": expected 4 axes (pictures) or 2 (waveforms), got {} axes",
                             input.name(), shape.dim_size()));
  }
  info.input_name = input.name();
}

void read_output(const std::filesystem::path& path, const onnx::ValueInfoProto& output, OnnxModelInfo& info) {
  check_element_type(path, output, "output");
  const auto& shape = output.type().tensor_type().shape();
  if (shape.dim_size() != 2) {
    refuse(path, fmt::format("output \"{}\": expected 2 axes, got {} axes", output.name(), shape.dim_size()));
  }
  check_fixed_axes(path, output, "output");
  const auto num_classes = shape.dim(1).dim_value();
  if (num_classes != static_cast<int64_t>(info.class_names.size())) {
    refuse(path, fmt::format("{} outputs but {} labels", num_classes, info.class_names.size()));
  }
  info.output_name = output.name();
}

}  // namespace

OnnxModelInfo read_onnx_info(const std::filesystem::path& path) {
  const std::string bytes = read_text_file(path);
  const onnx::ModelProto model = parse_model(path, bytes);
  OnnxModelInfo info;
  info.metadata = read_metadata(path, model);
  check_graph_digest(path, model, info.metadata);
  info.class_names = parse_labels(path, info.metadata.at(onnx_key::kLabels));
  if (model.graph().input_size() != 1 || model.graph().output_size() != 1) {
    refuse(path, fmt::format("expected one input and one output, got {} and {}", model.graph().input_size(),
                             model.graph().output_size()));
  }
  read_input(path, model.graph().input(0), info);
  read_output(path, model.graph().output(0), info);
  info.file_digest = sha256_of(bytes);
  return info;
}

}  // namespace affekt
