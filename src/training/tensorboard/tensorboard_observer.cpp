#include "training/tensorboard/tensorboard_observer.h"

#include <cmath>
#include <cstdlib>
#include <optional>

#include "core/text/affix.h"
#include "training/optimizer.h"
#include "training/tensorboard/training_images.h"

namespace affekt {
namespace {

constexpr int64_t kNumRanges = 30;

HyperParameter parse_parameter(const std::string& value) {
  if (value == "true" || value == "false") return value == "true";
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  if (!value.empty() && *end == '\0') return number;
  return value;
}

/// Nothing if no value is finite.
std::optional<EventHistogram> count_values(const torch::Tensor& tensor) {
  const auto all = tensor.detach().to(torch::kCPU, torch::kFloat32).flatten();
  const auto values = all.masked_select(all.isfinite());
  if (values.numel() == 0) return std::nullopt;
  EventHistogram histogram;
  histogram.min = values.min().item<double>();
  histogram.max = values.max().item<double>();
  histogram.count = static_cast<double>(values.numel());
  const auto precise = values.to(torch::kFloat64);
  histogram.sum = precise.sum().item<double>();
  histogram.sum_of_squares = precise.square().sum().item<double>();
  if (histogram.min == histogram.max) {
    histogram.upper_limits = {histogram.max};
    histogram.counts = {histogram.count};
    return histogram;
  }
  const auto counts = torch::histc(values, kNumRanges, histogram.min, histogram.max);
  for (int64_t i = 0; i < kNumRanges; ++i) {
    const double share = static_cast<double>(i + 1) / kNumRanges;
    histogram.upper_limits.push_back(histogram.min + share * (histogram.max - histogram.min));
    histogram.counts.push_back(counts[i].item<double>());
  }
  return histogram;
}

class TensorboardObserver : public Observer {
 public:
  TensorboardObserver(Task& task, const TensorboardOptions& options)
      : task_(task), options_(options), file_(options.directory) {
    for (const auto& item : task.network().named_parameters())
      parameters_.push_back({item.key(), item.value()});
    std::vector<std::string> metrics = {"train/loss"};
    if (task.num_validation_samples() > 0)
      for (const MetricInfo& metric : task.metrics()) metrics.push_back("validation/" + metric.name);
    file_.begin_session(options.hyper_parameters, metrics);
  }

  void on_gradients(const TrainState& state) override {
    std::vector<std::string> names;
    std::vector<torch::Tensor> on_device;
    for (const NamedTensor& parameter : parameters_) {
      if (!parameter.tensor.grad().defined()) continue;  // frozen
      names.push_back(parameter.name);
      on_device.push_back(compute_gradient_norm(parameter.tensor.grad()).to(torch::kFloat64));
    }
    if (names.empty()) return;
    const auto norms = torch::stack(on_device).cpu();
    for (size_t i = 0; i < names.size(); ++i) norms_[names[i]].add({norms.data_ptr<double>()[i], 1});
    const double joint_norm = *norms.square().sum().sqrt().data_ptr<double>();
    file_.add_scalar("train/gradient_norm", joint_norm, state.global_step + 1);
  }

  void on_epoch_end(const TrainState& state, bool) override {
    const EpochRecord& record = state.history.back();
    const int64_t step = record.global_step;
    file_.add_scalar("train/loss", record.train_loss, step);
    for (const auto& [name, value] : record.train_metrics) file_.add_scalar("train/" + name, value, step);
    file_.add_scalar("train/lr", record.lr, step);
    file_.add_scalar("train/samples_per_second", record.samples_per_second, step);
    for (const auto& [name, value] : record.validation) file_.add_scalar("validation/" + name, value, step);
    for (const auto& [name, norm] : norms_) file_.add_scalar("gradient_norm/" + name, norm.mean(), step);
    norms_.clear();
    add_images(record.epoch, step);
    if (options_.histograms) add_histograms(step);
    if (state.finished) file_.end_session();
    file_.flush();
  }

 private:
  void add_images(int64_t epoch, int64_t step) {
    for (const auto& [name, images] : task_.make_example_inputs(epoch))
      add_image("samples/" + name, draw_samples(images), step);
    add_image("validation/confusion", draw_confusion(task_.confusion(), options_.class_names), step);
  }
  void add_image(const std::string& tag, const EventImage& image, int64_t step) {
    if (!image.png.empty()) file_.add_image(tag, image, step);
  }

  void add_histograms(int64_t step) {
    const torch::NoGradGuard no_grad;
    const auto add = [&](const std::string& tag, const torch::Tensor& tensor) {
      if (const auto histogram = count_values(tensor)) file_.add_histogram(tag, *histogram, step);
    };
    for (const NamedTensor& parameter : parameters_) {
      add("weights/" + parameter.name, parameter.tensor);
      const torch::Tensor& gradient = parameter.tensor.grad();
      if (gradient.defined())
        add("gradients/" + parameter.name, gradient.is_sparse() ? gradient.to_dense() : gradient);
    }
  }

  Task& task_;
  const TensorboardOptions options_;
  EventFile file_;
  std::vector<NamedTensor> parameters_;
  std::map<std::string, MetricSum> norms_;
};

}  // namespace

std::map<std::string, HyperParameter> list_hyper_parameters(const ExperimentConfig& config) {
  std::map<std::string, HyperParameter> parameters;
  for (const ConfigValue& value : list_config_values(config)) {
    const bool is_shown = begins_with(value.key, "model.") || begins_with(value.key, "train.");
    if (is_shown && value.why_unused.empty()) parameters[value.key] = parse_parameter(value.value);
  }
  return parameters;
}

std::unique_ptr<Observer> make_tensorboard_observer(Task& task, const TensorboardOptions& options) {
  return std::make_unique<TensorboardObserver>(task, options);
}

}  // namespace affekt
