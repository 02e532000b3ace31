#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "inference/engine.h"
#include "inference/onnx_file.h"
#include "inference/onnx_metadata.h"

namespace affekt {
namespace {

std::vector<std::string> parse_labels(const std::filesystem::path& path, const std::string& text) {
  const auto labels = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  bool good = labels.is_array() && !labels.empty();
  if (good) {
    for (const auto& label : labels) good = good && label.is_string();
  }
  if (!good) {
    refuse_onnx_file(
        path, fmt::format("metadata \"{}\": expected a JSON list of names, got {}", onnx_key::kLabels, text));
  }
  return labels.get<std::vector<std::string>>();
}

/// A positive whole number out of the metadata.
int64_t read_count(const std::filesystem::path& path, const std::map<std::string, std::string>& metadata,
                   const char* key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) {
    refuse_onnx_file(path, fmt::format("it takes waveforms, but metadata \"{}\" is missing", key));
  }
  const auto count = nlohmann::json::parse(found->second, nullptr, /*allow_exceptions=*/false);
  if (!count.is_number_unsigned() || count.get<int64_t>() <= 0) {
    refuse_onnx_file(
        path, fmt::format("metadata \"{}\": expected a positive whole number, got {}", key, found->second));
  }
  return count.get<int64_t>();
}

void check_element_type(const std::filesystem::path& path, const onnx::ValueInfoProto& value,
                        const char* role) {
  const auto type = value.type().tensor_type().elem_type();
  if (type != onnx::TensorProto::FLOAT) {
    refuse_onnx_file(
        path, fmt::format("{} \"{}\": expected float32, got element type {}", role, value.name(), type));
  }
}

void check_fixed_axes(const std::filesystem::path& path, const onnx::ValueInfoProto& value,
                      const char* role) {
  const auto& shape = value.type().tensor_type().shape();
  for (int axis = 1; axis < shape.dim_size(); ++axis) {
    if (shape.dim(axis).dim_value() <= 0) {
      refuse_onnx_file(path, fmt::format("{} \"{}\": axis {} has no fixed size", role, value.name(), axis));
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
      refuse_onnx_file(path,
                       fmt::format("input \"{}\": waveforms have a free length, this one is fixed to {}",
                                   input.name(), shape.dim(1).dim_value()));
    }
    info.sample_rate_hz = read_count(path, info.metadata, onnx_key::kSampleRate);
    info.min_samples = read_count(path, info.metadata, onnx_key::kMinSamples);
  } else {
    refuse_onnx_file(path,
                     fmt::format("input \"{}\": expected 4 axes (pictures) or 2 (waveforms), got {} axes",
                                 input.name(), shape.dim_size()));
  }
  info.input_name = input.name();
}

void read_output(const std::filesystem::path& path, const onnx::ValueInfoProto& output, OnnxModelInfo& info) {
  check_element_type(path, output, "output");
  const auto& shape = output.type().tensor_type().shape();
  if (shape.dim_size() != 2) {
    refuse_onnx_file(
        path, fmt::format("output \"{}\": expected 2 axes, got {} axes", output.name(), shape.dim_size()));
  }
  check_fixed_axes(path, output, "output");
  const auto num_classes = shape.dim(1).dim_value();
  if (num_classes != static_cast<int64_t>(info.class_names.size())) {
    refuse_onnx_file(path, fmt::format("{} outputs but {} labels", num_classes, info.class_names.size()));
  }
  info.output_name = output.name();
}

}  // namespace

OnnxModelInfo read_onnx_info(const std::filesystem::path& path) {
  OnnxFile file = read_onnx_file(path);
  if (!file.task().empty()) {
    refuse_onnx_file(
        path, fmt::format("it is a model of {}, and one of pictures or speech was expected", file.task()));
  }
  OnnxModelInfo info;
  info.metadata = std::move(file.metadata);
  info.class_names = parse_labels(path, info.metadata.at(onnx_key::kLabels));
  const auto& graph = file.model.graph();
  if (graph.input_size() != 1 || graph.output_size() != 1) {
    refuse_onnx_file(path, fmt::format("expected one input and one output, got {} and {}", graph.input_size(),
                                       graph.output_size()));
  }
  read_input(path, graph.input(0), info);
  read_output(path, graph.output(0), info);
  info.file_digest = file.file_digest;
  return info;
}

}  // namespace affekt
