#include "runs/people_model.h"

#include "core/error.h"
#include "runs/run_directory.h"
#include "runs/weights.h"

namespace affekt {
namespace {

constexpr char kCategoryNames[] = "category_names";

}  // namespace

NetworkOptions people_network_options(const ExperimentConfig& config, size_t num_categories) {
  NetworkOptions options;
  options.model = config.model;
  options.people.body_px = config.data.people.body_px;
  options.people.context_px = config.data.people.context_px;
  options.num_classes = static_cast<int64_t>(num_categories);
  return options;
}

nlohmann::json describe_people_network(const std::vector<std::string>& category_names) {
  return {{kCategoryNames, category_names}};
}

PeopleModel load_people_model(const std::filesystem::path& run_directory) {
  const NetworkFile file = read_network_file(run_directory);
  const std::string path = RunPaths{run_directory}.weights().string();
  PeopleModel model;
  static_cast<NetworkProvenance&>(model) = file;
  try {
    model.category_names = model.about.at(kCategoryNames).get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception& error) {
    throw ArtifactError(path +
                        ": its metadata is damaged, or it holds no network of people: " + error.what());
  }
  // Weights, and with them the mean and the deviation of the values, are then read.
  model.network = make_people_network(people_network_options(model.config, model.category_names.size()),
                                      static_cast<uint64_t>(model.config.train.seed));
  copy_into_module(*model.network, file.weights, path);
  model.network->eval();
  return model;
}

}  // namespace affekt
