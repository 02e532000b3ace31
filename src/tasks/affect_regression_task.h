// From points to valence and arousal: the task of the small network that rates songs.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>

#include "tasks/task.h"

namespace affekt {

/// output(relu(hidden(x))): "points", float32 [N, P] -> "coordinates", float32 [N, T]. Parameters:
/// hidden.weight, hidden.bias, output.weight, output.bias.
class AffectNetwork : public Network {
 public:
  /// Weights are drawn from the stream (seed, "affect_weights"), uniform with He's (2015) variance; biases
  /// are 0.
  AffectNetwork(int64_t num_inputs, int64_t hidden_units, int64_t num_outputs, uint64_t seed);
  std::vector<TensorSpec> inputs() const override;
  std::vector<TensorSpec> outputs() const override;
  TensorMap forward(const TensorMap& inputs) override;
  using Network::forward;
  GraphValues describe_graph(GraphSink& sink, const GraphValues& inputs) const override;
  torch::nn::Linear hidden{nullptr}, output{nullptr};
};

/// Mean squared error. Inputs and targets are best standardised: each counts the same then, and the learning
/// rate does not depend on units.
class AffectRegressionTask : public Task {
 public:
  struct Data {
    torch::Tensor points, targets;                        // float32 [N, P] and [N, T], N > 0
    torch::Tensor validation_points, validation_targets;  // the same; not defined: no validation
  };
  /// Epoch e visits the rows in the order of the stream (seed, "affect_order", e). The last batch may be
  /// smaller.
  AffectRegressionTask(std::shared_ptr<AffectNetwork> network, Data data, int64_t batch_size, uint64_t seed);

  Network& network() override { return *network_; }
  int64_t steps_per_epoch() const override;
  int64_t num_training_samples() const override { return data_.points.size(0); }
  int64_t num_validation_samples() const override;
  /// "loss", and "r2": the mean over the targets of 1 - residual / total.
  std::vector<MetricInfo> metrics() const override;
  std::unique_ptr<TrainingEpoch> start_epoch(int64_t epoch, int64_t first_step) override;
  std::map<std::string, double> validate() override;

 private:
  std::shared_ptr<AffectNetwork> network_;
  Data data_;
  int64_t batch_size_;
  uint64_t seed_;
};

}  // namespace affekt
