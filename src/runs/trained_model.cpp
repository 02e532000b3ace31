#include "runs/trained_model.h"

#include "config/load_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/weights.h"

namespace affekt {
namespace {

using nlohmann::json;
constexpr const char* kFormat = "affekt-trained-model-2";

/// [channels, height, width] of pictures, {"sample_rate_hz"} of waveforms.
json write_shape(const InputShape& shape) {
  if (shape.is_waveform()) return {{"sample_rate_hz", shape.sample_rate_hz}};
  return {shape.channels, shape.height, shape.width};
}

InputShape read_shape(const json& value) {
  if (value.is_object()) return waveform_input(value.at("sample_rate_hz"));
  return picture_input(value.at(0), value.at(1), value.at(2));
}

}  // namespace

void write_trained_model(const std::filesystem::path& weights_path, const TrainedModelInfo& info,
                         const std::vector<NamedTensor>& weights) {
  SafetensorsFile file;
  file.tensors = weights;
  file.metadata = {{"format", kFormat},
                   {"config", to_yaml(info.config)},
                   {"class_names", json(info.class_names).dump()},
                   {"input_shape", write_shape(info.input).dump()},
                   {"temperature", json(info.temperature).dump()},
                   {"dataset_name", info.dataset_name},
                   {"data_digest", info.data_digest},
                   {"prepared_path", info.prepared_path.string()},
                   {"selection", info.selection.dump()},
                   {"tensors_digest", digest_of_tensors(weights)}};
  write_safetensors(weights_path, file);
}

TrainedModel load_trained_model(const std::filesystem::path& run_directory) {
  const RunPaths paths{run_directory};
  const auto path = paths.weights();
  if (!std::filesystem::exists(path))
    throw ArtifactError(run_directory.string() + ": expected a run directory with " +
                        path.filename().string() + ", found none; train first: affekt train CONFIG --out " +
                        run_directory.string());
  const auto file = read_safetensors(path);
  const auto field = [&](const std::string& key) -> const std::string& {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end())
      throw ArtifactError(path.string() + ": expected weights written by affekt, but its metadata has no '" +
                          key + "'");
    return found->second;
  };
  if (field("format") != kFormat)
    throw ArtifactError(path.string() + ": expected format " + kFormat + ", got " + field("format"));
  if (digest_of_tensors(file.tensors) != field("tensors_digest"))
    throw ArtifactError(path.string() + ": its weights do not match their digest: the file is damaged");
  TrainedModel model;
  try {
    model.config = parse_experiment(field("config"), path.string() + " (config)");
    model.class_names = json::parse(field("class_names")).get<std::vector<std::string>>();
    model.input = read_shape(json::parse(field("input_shape")));
    model.temperature = json::parse(field("temperature")).get<double>();
    model.selection = json::parse(field("selection"));
  } catch (const std::exception& error) {
    throw ArtifactError(path.string() + ": its metadata is damaged: " + error.what());
  }
  model.dataset_name = field("dataset_name");
  model.data_digest = field("data_digest");
  model.prepared_path = field("prepared_path");
  model.config_digest = sha256_of(field("config"));
  model.weights_digest = sha256_of_file(path);
  NetworkOptions options;
  options.model = model.config.model;
  options.input = model.input;
  options.num_classes = static_cast<int64_t>(model.class_names.size());
  model.network = make_network(options, static_cast<uint64_t>(model.config.train.seed));
  copy_into_module(*model.network, file.tensors, path.string());
  model.network->eval();
  return model;
}

}  // namespace affekt
