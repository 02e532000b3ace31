#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "inference/onnx_file.h"
#include "inference/onnx_metadata.h"
#include "inference/song_engine.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string& find_entry(const fs::path& path, const OnnxFile& file, const char* key) {
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end()) refuse_onnx_file(path, fmt::format("metadata \"{}\" is missing", key));
  return found->second;
}

/// A JSON list out of the metadata, every element of which passes `is_good`.
template <typename Check>
json read_list(const fs::path& path, const OnnxFile& file, const char* key, const char* what,
               const Check& is_good) {
  const std::string& text = find_entry(path, file, key);
  json list = json::parse(text, nullptr, /*allow_exceptions=*/false);
  bool good = list.is_array() && !list.empty();
  if (good) {
    for (const json& element : list) good = good && is_good(element);
  }
  if (!good) {
    refuse_onnx_file(path,
                     fmt::format("metadata \"{}\": expected a JSON list of {}, got {}", key, what, text));
  }
  return list;
}

std::vector<std::string> read_names(const fs::path& path, const OnnxFile& file, const char* key) {
  return read_list(path, file, key, "names", [](const json& name) { return name.is_string(); })
      .get<std::vector<std::string>>();
}

std::string read_choice(const fs::path& path, const OnnxFile& file, const char* key,
                        const std::vector<std::string>& choices) {
  const std::string& value = find_entry(path, file, key);
  for (const std::string& choice : choices) {
    if (value == choice) return value;
  }
  refuse_onnx_file(path, fmt::format("metadata \"{}\": \"{}\" is not known to this affekt", key, value));
}

struct ValueKind {
  onnx::TensorProto::DataType type;
  const char* type_name;
  std::vector<int64_t> axes;  // behind N; 0: any size, but a fixed one
};

/// @return  the sizes of the axes behind N
std::vector<int64_t> check_value(const fs::path& path, const onnx::ValueInfoProto& value,
                                 const ValueKind& kind) {
  const auto& tensor = value.type().tensor_type();
  if (tensor.elem_type() != kind.type) {
    refuse_onnx_file(path, fmt::format("\"{}\": expected {}, got element type {}", value.name(),
                                       kind.type_name, tensor.elem_type()));
  }
  const auto num_axes = static_cast<int>(kind.axes.size()) + 1;
  if (tensor.shape().dim_size() != num_axes) {
    refuse_onnx_file(path, fmt::format("\"{}\": expected {} axes, got {}", value.name(), num_axes,
                                       tensor.shape().dim_size()));
  }
  std::vector<int64_t> sizes;
  for (int axis = 1; axis < num_axes; ++axis) {
    const int64_t size = tensor.shape().dim(axis).dim_value();
    const int64_t expected = kind.axes[static_cast<size_t>(axis) - 1];
    if (size <= 0) {
      refuse_onnx_file(path, fmt::format("\"{}\": axis {} has no fixed size", value.name(), axis));
    }
    if (expected > 0 && size != expected) {
      refuse_onnx_file(
          path, fmt::format("\"{}\": expected {} values a song, got {}", value.name(), expected, size));
    }
    sizes.push_back(size);
  }
  return sizes;
}

const onnx::ValueInfoProto& find_output(const fs::path& path, const onnx::GraphProto& graph,
                                        const char* name) {
  for (const auto& output : graph.output()) {
    if (output.name() == name) return output;
  }
  refuse_onnx_file(path, fmt::format("its graph has no output \"{}\"", name));
}

void check_graph(const fs::path& path, const onnx::GraphProto& graph, SongOnnxInfo& info) {
  if (graph.input_size() != 1 || graph.input(0).name() != song_value::kFeatures) {
    refuse_onnx_file(path, fmt::format("expected one input \"{}\"", song_value::kFeatures));
  }
  check_value(path, graph.input(0), {onnx::TensorProto::FLOAT, "float32", {info.num_columns()}});
  check_value(path, find_output(path, graph, song_value::kCluster), {onnx::TensorProto::INT64, "int64", {}});
  info.num_clusters = check_value(path, find_output(path, graph, song_value::kDistances2),
                                  {onnx::TensorProto::FLOAT, "float32", {0}})[0];
  if (info.has_affect()) {
    check_value(path, find_output(path, graph, song_value::kAffect),
                {onnx::TensorProto::FLOAT, "float32", {2}});
  }
  const int expected_outputs = info.has_affect() ? 3 : 2;
  if (graph.output_size() != expected_outputs) {
    refuse_onnx_file(path, fmt::format("expected {} outputs, got {}", expected_outputs, graph.output_size()));
  }
}

}  // namespace

SongOnnxInfo read_song_onnx_info(const fs::path& path) {
  OnnxFile file = read_onnx_file(path);
  if (file.task() != kSongTask) {
    refuse_onnx_file(path, fmt::format("it is a model of {}, and one of songs was expected",
                                       file.task().empty() ? "pictures or speech" : file.task()));
  }
  find_entry(path, file, onnx_key::kMetadataDigest);  // read_onnx_file checked it, if it is there
  SongOnnxInfo info;
  info.columns = read_names(path, file, onnx_key::kColumns);
  info.labels = read_names(path, file, onnx_key::kLabels);
  info.medians = read_list(path, file, onnx_key::kMedians, "numbers", [](const json& median) {
                   return median.is_number() && std::isfinite(median.get<float>());
                 }).get<std::vector<float>>();
  info.missing = read_choice(path, file, onnx_key::kMissing, {"drop", "median"});
  info.affect_target = read_choice(path, file, onnx_key::kAffectTarget, {"deezer", "tags", "none"});
  if (info.medians.size() != info.columns.size()) {
    refuse_onnx_file(path,
                     fmt::format("{} columns but {} medians", info.columns.size(), info.medians.size()));
  }
  check_graph(path, file.model.graph(), info);
  if (info.num_clusters != static_cast<int64_t>(info.labels.size())) {
    refuse_onnx_file(path, fmt::format("{} clusters but {} labels", info.num_clusters, info.labels.size()));
  }
  info.metadata = std::move(file.metadata);
  info.file_digest = file.file_digest;
  return info;
}

bool is_song_onnx(const fs::path& path) {
  return read_onnx_file(path).task() == kSongTask;
}

}  // namespace affekt
