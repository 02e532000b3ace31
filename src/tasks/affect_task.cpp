#include "tasks/affect_task.h"

#include <algorithm>

#include "core/error.h"
#include "data/augmentation.h"
#include "data/batch_loader.h"
#include "metrics/affect_scores.h"
#include "metrics/multi_label.h"
#include "metrics/regression.h"
#include "models/host_tensors.h"
#include "tasks/predict_people.h"

namespace affekt {
namespace {

class PeopleEpoch : public TrainingEpoch {
 public:
  PeopleEpoch(Network& network, const AffectLoss& loss, std::unique_ptr<BackgroundLoader<PeopleBatch>> loader)
      : network_(network), loss_(loss), loader_(std::move(loader)) {}

  std::optional<StepResult> next() override {
    const auto batch = loader_->next();
    if (!batch) return std::nullopt;
    const auto device = network_.parameters().front().device();
    TensorMap images;
    for (const auto& [name, pixels] : batch->images) images[name] = pixels.to(device);
    const AffectTargets targets{batch->categories.to(device), batch->values.to(device)};
    const TensorMap outputs = network_.forward(images);
    StepResult result;
    result.loss = loss_.compute(outputs, targets);
    result.num_samples = targets.values.size(0);
    const auto weight = static_cast<double>(result.num_samples);
    const auto error = (outputs.at("values").detach() - targets.values).abs().mean();
    result.metrics["mae"] = {error.to(torch::kFloat64) * weight, weight};
    return result;
  }

 private:
  Network& network_;
  const AffectLoss& loss_;
  std::unique_ptr<BackgroundLoader<PeopleBatch>> loader_;
};

/// [N, V] -> column v
std::vector<float> column_of(const HostTensor& rows, int64_t v) {
  std::vector<float> column;
  for (int64_t i = v; i < rows.count(); i += rows.shape.at(1)) column.push_back(rows.values<float>()[i]);
  return column;
}

}  // namespace

std::vector<MetricInfo> affect_training_metrics() {
  std::vector<MetricInfo> metrics;
  for (const char* name : {"map", "mae_valence", "mae_arousal", "mae_dominance"})
    metrics.push_back(*find_metric(affect_metrics(), name));
  metrics.push_back(
      {"mae", "MAE",
       "Mean absolute error of valence, arousal and dominance together, in points of the scale of 1 "
       "to 10; lower is better.",
       MetricFormat::kNumber, /*higher_is_better=*/false});
  metrics.push_back({"loss", "Loss", "What the training minimises (train.affect_loss); lower is better.",
                     MetricFormat::kNumber, /*higher_is_better=*/false});
  return metrics;
}

AffectTask::AffectTask(std::shared_ptr<Network> network, Data data, const torch::Tensor& prevalence,
                       const TrainConfig& config)
    : network_(std::move(network)), data_(std::move(data)), loss_(config.affect_loss, prevalence) {
  if (config.batch_size == 1)
    throw ConfigError(
        "train.batch_size: expected at least 2, got 1: the batch normalisation that joins the streams needs "
        "more than one sample");
  loader_.seed = static_cast<uint64_t>(config.seed);
  loader_.batch_size = config.batch_size;
  loader_.augment = config.augment;
  for (const TensorSpec& input : network_->inputs()) {
    check_augmentation(config.augment, {input.axes.at(1).size, input.axes.at(2).size, input.axes.at(3).size});
    loader_.images.push_back(input.name);
  }
}

int64_t AffectTask::steps_per_epoch() const {
  return count_steps(num_training_samples(), loader_.batch_size);
}

int64_t AffectTask::num_samples_per_epoch() const {
  return std::min(num_training_samples(), steps_per_epoch() * loader_.batch_size);
}

std::unique_ptr<TrainingEpoch> AffectTask::start_epoch(int64_t epoch, int64_t first_step) {
  return std::make_unique<PeopleEpoch>(*network_, loss_,
                                       load_people(data_.file, data_.train, loader_, epoch, first_step));
}

TensorMap AffectTask::make_example_inputs(int64_t epoch) const {
  const auto order = draw_epoch_order(loader_.seed, epoch, num_training_samples());
  return make_people_batch(*data_.file, data_.train, loader_, epoch, order, 0).images;
}

std::map<std::string, double> AffectTask::validate() {
  if (data_.validation.empty()) return {};
  const torch::NoGradGuard no_grad;
  const HostTensors outputs =
      predict_people(*data_.file, network_->inputs(), data_.validation,
                     [this](const HostTensors& images) { return run_network(*network_, images); }, {});
  const HostTensor labels = data_.file->read(kCategoriesTensor, data_.validation),
                   truth = data_.file->read(kValuesTensor, data_.validation);
  std::map<std::string, double> scores;
  scores["loss"] = loss_.compute(to_torch(outputs), {to_torch(labels).to(torch::kFloat32), to_torch(truth)})
                       .item<double>();
  scores["map"] = score_multi_label(labels.to_vector<uint8_t>(),
                                    outputs.at("category_logits").to_vector<float>(), labels.shape.at(1))
                      .map;
  for (int v = 0; v < kNumAffectValues; ++v) {
    const double mae = score_regression(column_of(truth, v), column_of(outputs.at("values"), v)).mae;
    scores[std::string("mae_") + kAffectValueNames[static_cast<size_t>(v)]] = mae;
    scores["mae"] += mae / kNumAffectValues;
  }
  return scores;
}

}  // namespace affekt
