#include "jobs/affect_job.h"

#include "core/error.h"
#include "core/member_or_null.h"
#include "models/host_tensors.h"
#include "runs/people_model.h"
#include "store/people_file.h"
#include "tasks/affect_task.h"
#include "tasks/predict_people.h"

namespace affekt {
namespace {

/// Below it a value is as good as constant, and dividing by its deviation would mean nothing.
constexpr double kLeastDeviation = 1e-3;

std::vector<double> to_doubles(const torch::Tensor& tensor) {
  const auto values = tensor.to(torch::kFloat64).contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

}  // namespace

std::vector<std::string> read_category_names(const PreparedRowsReader& file) {
  std::vector<std::string> names;
  const nlohmann::json listed = member_or_null(file.about(), "category_names");
  for (size_t k = 0; k < listed.size(); ++k) names.push_back(listed.at(k).get<std::string>());
  if (names.empty())
    throw DataError("the prepared file of '" + file.envelope().dataset_name +
                    "' names no categories; prepare it anew");
  return names;
}

TrainJob make_affect_job(const TrainRunOptions& options) {
  const ExperimentConfig& config = options.config;
  AffectTask::Data data;
  data.file = std::make_shared<const PreparedRowsReader>(options.prepared_path, kPeopleKind);
  data.train = rows_of_split(data.file->splits(), Split::kTrain);
  data.validation = rows_of_split(data.file->splits(), Split::kValidation);
  if (data.train.size() < 2)
    throw DataError(options.prepared_path.string() + ": training needs a train split, got " +
                    std::to_string(data.train.size()) + " people");
  const std::vector<std::string> names = read_category_names(*data.file);
  const auto values = to_torch(data.file->read(kValuesTensor, data.train)).to(torch::kFloat64);  // [N, 3]
  const auto prevalence =
      to_torch(data.file->read(kCategoriesTensor, data.train)).to(torch::kFloat32).mean(0);  // [K]
  NetworkOptions made_from = people_network_options(config, names.size());
  made_from.people.value_mean = to_doubles(values.mean(0));
  made_from.people.value_std = to_doubles(values.std(0, /*unbiased=*/false).clamp_min(kLeastDeviation));
  const auto network = make_people_network(made_from, static_cast<uint64_t>(config.train.seed));

  TrainJob job;
  const PreparedEnvelope& envelope = data.file->envelope();
  job.data = {envelope.dataset_name, envelope.content_digest, envelope.source_digest};
  job.task = std::make_shared<AffectTask>(network, std::move(data), prevalence, config.train);
  job.unit = "people";
  job.about = describe_people_network(names);
  return job;
}

}  // namespace affekt
