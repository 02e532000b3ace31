#include "tasks/affect_regression_task.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

constexpr char kPoints[] = "points", kCoordinates[] = "coordinates";

/// Uniform in +-bound, element by element, whatever LibTorch has drawn.
void draw_uniform(const torch::Tensor& weight, double bound, RandomStream& stream) {
  const torch::NoGradGuard no_grad;
  float* values = weight.data_ptr<float>();
  for (int64_t i = 0; i < weight.numel(); ++i) values[i] = static_cast<float>(stream.uniform(-bound, bound));
}

class AffectEpoch : public TrainingEpoch {
 public:
  AffectEpoch(AffectNetwork& network, const AffectRegressionTask::Data& data, torch::Tensor order,
              int64_t batch_size, int64_t first_step)
      : network_(network),
        data_(data),
        order_(std::move(order)),
        batch_size_(batch_size),
        next_row_(first_step * batch_size) {}

  std::optional<StepResult> next() override {
    if (next_row_ >= order_.size(0)) return std::nullopt;
    const auto rows = order_.slice(0, next_row_, std::min(next_row_ + batch_size_, order_.size(0)));
    next_row_ += batch_size_;
    StepResult result;
    const auto outputs = network_.forward(data_.points.index_select(0, rows));  // [batch, T]
    result.loss = torch::mse_loss(outputs, data_.targets.index_select(0, rows));
    result.num_samples = rows.size(0);
    return result;
  }

 private:
  AffectNetwork& network_;
  const AffectRegressionTask::Data& data_;
  torch::Tensor order_;
  int64_t batch_size_, next_row_;
};

}  // namespace

AffectNetwork::AffectNetwork(int64_t num_inputs, int64_t hidden_units, int64_t num_outputs, uint64_t seed)
    : hidden(register_module("hidden", torch::nn::Linear(num_inputs, hidden_units))),
      output(register_module("output", torch::nn::Linear(hidden_units, num_outputs))) {
  RandomStream stream(seed, "affect_weights");
  // A uniform draw in +-b has the variance b^2 / 3. Half of a layer's variance is lost behind a ReLU only.
  draw_uniform(hidden->weight, std::sqrt(6.0 / static_cast<double>(num_inputs)), stream);
  draw_uniform(output->weight, std::sqrt(3.0 / static_cast<double>(hidden_units)), stream);
  const torch::NoGradGuard no_grad;
  hidden->bias.zero_();
  output->bias.zero_();
}

std::vector<TensorSpec> AffectNetwork::inputs() const {
  return {{kPoints, DType::kFloat32, {{0, "N"}, {hidden->weight.size(1), ""}}, "standardised features"}};
}

std::vector<TensorSpec> AffectNetwork::outputs() const {
  return {{kCoordinates, DType::kFloat32, {{0, "N"}, {output->weight.size(0), ""}}, "standardised targets"}};
}

TensorMap AffectNetwork::forward(const TensorMap& inputs) {
  return {{kCoordinates, output(torch::relu(hidden(inputs.at(kPoints))))}};
}

GraphValues AffectNetwork::describe_graph(GraphSink& sink, const GraphValues& inputs) const {
  const auto units = sink.relu(sink.linear(inputs.at(kPoints), hidden->weight, hidden->bias, "hidden"));
  return {{kCoordinates, sink.linear(units, output->weight, output->bias, "output")}};
}

AffectRegressionTask::AffectRegressionTask(std::shared_ptr<AffectNetwork> network, Data data,
                                           int64_t batch_size, uint64_t seed)
    : network_(std::move(network)), data_(std::move(data)), batch_size_(batch_size), seed_(seed) {
  AFFEKT_CHECK(data_.points.size(0) > 0 && data_.points.size(0) == data_.targets.size(0),
               "every point needs its target");
  AFFEKT_CHECK(batch_size_ > 0, "a batch needs samples");
}

int64_t AffectRegressionTask::steps_per_epoch() const {
  return (data_.points.size(0) + batch_size_ - 1) / batch_size_;
}

int64_t AffectRegressionTask::num_validation_samples() const {
  return data_.validation_points.defined() ? data_.validation_points.size(0) : 0;
}

std::vector<MetricInfo> AffectRegressionTask::metrics() const {
  return {{"loss", "Loss", "Mean squared error on standardised targets; lower is better.",
           MetricFormat::kNumber, false},
          {"r2", "R2", "Share of the targets' variance that is explained, averaged over the targets."}};
}

std::unique_ptr<TrainingEpoch> AffectRegressionTask::start_epoch(int64_t epoch, int64_t first_step) {
  RandomStream stream(seed_, "affect_order", static_cast<uint64_t>(epoch));
  auto order = torch::tensor(draw_permutation(stream, data_.points.size(0)), torch::kInt64);
  return std::make_unique<AffectEpoch>(*network_, data_, std::move(order), batch_size_, first_step);
}

std::map<std::string, double> AffectRegressionTask::validate() {
  if (num_validation_samples() == 0) return {};
  const torch::NoGradGuard no_grad;
  network_->eval();
  const auto targets = data_.validation_targets.to(torch::kFloat64);  // [N, T]
  const auto residuals = targets - network_->forward(data_.validation_points).to(torch::kFloat64);
  const auto total = (targets - targets.mean(0, true)).square().sum(0);  // [T]
  const auto r2 = 1 - residuals.square().sum(0) / total;                 // [T]
  return {{"loss", residuals.square().mean().item<double>()}, {"r2", r2.mean().item<double>()}};
}

}  // namespace affekt
