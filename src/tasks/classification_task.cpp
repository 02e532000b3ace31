#include "tasks/classification_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "data/augmentation.h"
#include "metrics/classification.h"
#include "metrics/prediction_scores.h"
#include "tasks/predict.h"

namespace affekt {
namespace {

torch::Device device_of(const torch::nn::Module& module) {
  return module.parameters().front().device();
}

class ClassificationEpoch : public TrainingEpoch {
 public:
  ClassificationEpoch(Classifier& network, const Samples& samples, const LoaderOptions& loader,
                      const ClassificationLossOptions& loss, int64_t epoch, int64_t first_step)
      : network_(network), loss_(loss), loader_(samples, loader, epoch, first_step) {}

  std::optional<StepResult> next() override {
    const auto batch = loader_.next();
    if (!batch) return std::nullopt;
    const auto device = device_of(network_);
    const auto logits = network_.forward(batch->inputs.to(device));
    StepResult result;
    result.loss = compute_classification_loss(logits, *batch, loss_);
    result.num_samples = batch->labels.size(0);
    // Mixed samples count for the label of the larger share.
    const auto target = torch::where(batch->mix_weight >= 0.5, batch->labels, batch->mixed_labels);
    const auto num_correct = logits.detach().argmax(1).eq(target.to(device)).sum();
    result.metrics["accuracy"] = {num_correct, static_cast<double>(result.num_samples)};
    return result;
  }

 private:
  Classifier& network_;
  const ClassificationLossOptions& loss_;
  BatchLoader loader_;
};

/// What the first step would fail on, or learn nothing from.
void check_training_batches(const Classifier& network, const Samples& samples, const TrainConfig& config) {
  const std::vector<int64_t> shape =
      make_sample_writer(samples, {config.augment, config.speech})->shape();  // [C, H, W] or [T]
  const InputShape input = network.input_shape();
  if (shape.size() == 1 && shape[0] < input.min_samples) {
    const double seconds = static_cast<double>(input.min_samples) / static_cast<double>(input.sample_rate_hz);
    throw ConfigError(
        fmt::format("train.speech.crop_s: the network of model.channels and model.front_end takes waveforms "
                    "of at least {} "
                    "samples, and these have {}; take at least {:.2f} s, or fewer stages",
                    input.min_samples, shape[0], std::ceil(100 * seconds) / 100));
  }
  if (shape.size() == 3) check_augmentation(config.augment, {shape[0], shape[1], shape[2]});
  if (config.batch_size == 1 && network.count_norm_values(shape[0]) == 1)
    throw ConfigError(
        "train.batch_size: expected at least 2, got 1: batch normalisation needs more than one value per "
        "channel in training, and the network's last stage has one for each sample; take larger batches");
}

}  // namespace

std::vector<MetricInfo> classification_metrics() {
  std::vector<MetricInfo> metrics;
  for (const char* name : {"accuracy", "macro_f1", "uar"})
    metrics.push_back(*find_metric(prediction_metrics(), name));
  metrics.push_back({"loss", "Loss", "Mean negative log-probability of the true class; lower is better.",
                     MetricFormat::kNumber, false});
  return metrics;
}

std::vector<int64_t> count_classes(const SampleTable& samples, size_t num_classes) {
  std::vector<int64_t> counts(num_classes, 0);
  for (const int32_t label : samples.labels) ++counts.at(static_cast<size_t>(label));
  return counts;
}

ClassificationTask::ClassificationTask(std::shared_ptr<Classifier> network, std::shared_ptr<const Data> data,
                                       const TrainConfig& config)
    : network_(std::move(network)), data_(std::move(data)) {
  check_training_batches(*network_, data_->train, config);
  loader_.seed = static_cast<uint64_t>(config.seed);
  loader_.batch_size = config.batch_size;
  loader_.augment = {config.augment, config.speech};
  loader_.mixup_alpha = config.mixup_alpha;
  loader_.mixup_probability = config.mixup_probability;
  loss_.label_smoothing = config.label_smoothing;
  loss_.class_weights =
      make_class_weights(config.class_weights, count_classes(table_of(data_->train), data_->num_classes));
}

int64_t ClassificationTask::steps_per_epoch() const {
  return count_steps(table_of(data_->train).num_samples, loader_.batch_size);
}

int64_t ClassificationTask::num_samples_per_epoch() const {
  return std::min(num_training_samples(), steps_per_epoch() * loader_.batch_size);
}

std::unique_ptr<TrainingEpoch> ClassificationTask::start_epoch(int64_t epoch, int64_t first_step) {
  return std::make_unique<ClassificationEpoch>(*network_, data_->train, loader_, loss_, epoch, first_step);
}

std::map<std::string, double> ClassificationTask::validate() {
  const std::vector<int32_t>& labels = table_of(data_->validation).labels;
  if (labels.empty()) return {};
  PredictOptions options;
  options.precision = network_->compute_dtype();
  const auto probabilities = predict_probabilities(*network_, data_->validation, options);
  const auto num_classes = static_cast<int>(data_->num_classes);
  const auto scores = score_classification(labels, argmax_rows(probabilities, num_classes), num_classes);
  confusion_ = scores.confusion;
  return {{"loss", compute_log_loss(probabilities, labels, num_classes)},
          {"accuracy", scores.accuracy},
          {"macro_f1", scores.macro_f1},
          {"uar", scores.uar}};
}

TensorMap ClassificationTask::make_example_inputs(int64_t epoch) const {
  const auto order = draw_epoch_order(loader_.seed, epoch, table_of(data_->train).num_samples);
  const Batch batch = make_batch(data_->train, loader_, epoch, order, 0);
  return {{network_->inputs().at(0).name, batch.inputs}};
}

}  // namespace affekt
