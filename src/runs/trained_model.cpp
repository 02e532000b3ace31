#include "runs/trained_model.h"

#include "core/error.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/weights.h"

namespace affekt {

nlohmann::json to_json(const ClassifierInfo& info) {
  return {{"class_names", info.class_names},
          {"input_shape", to_json(info.input)},
          {"temperature", info.temperature}};
}

TrainedModel load_trained_model(const std::filesystem::path& run_directory) {
  NetworkFile file = read_network_file(run_directory);
  const std::string path = RunPaths{run_directory}.weights().string();
  TrainedModel model;
  static_cast<NetworkProvenance&>(model) = file;
  try {
    model.class_names = model.about.at("class_names").get<std::vector<std::string>>();
    model.input = input_shape_from_json(model.about.at("input_shape"));
    model.temperature = model.about.at("temperature").get<double>();
  } catch (const nlohmann::json::exception& error) {
    throw ArtifactError(path + ": its metadata is damaged, or it holds no classifier: " + error.what());
  }
  NetworkOptions options;
  options.model = model.config.model;
  options.input = model.input;
  options.num_classes = static_cast<int64_t>(model.class_names.size());
  model.network = make_network(options, static_cast<uint64_t>(model.config.train.seed));
  copy_into_module(*model.network, file.weights, path);
  model.network->eval();
  return model;
}

}  // namespace affekt
