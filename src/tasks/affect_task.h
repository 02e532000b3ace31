// People in context, with categories and values each: the task of the EMOTIC models.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "data/people_loader.h"
#include "models/network.h"
#include "tasks/affect_loss.h"
#include "tasks/task.h"

namespace affekt {

/// What a network of people is validated by: map, mae_valence, mae_arousal, mae_dominance, mae, loss.
std::vector<MetricInfo> affect_training_metrics();

class AffectTask : public Task {
 public:
  struct Data {
    std::shared_ptr<const PreparedRowsReader> file;
    std::vector<int64_t> train, validation;  // rows of it; validation may be empty
  };
  /// @param prevalence  float32 [K]: of the categories in the training split
  /// @throws ConfigError naming the keys if the network can't learn from such batches
  AffectTask(std::shared_ptr<Network> network, Data data, const torch::Tensor& prevalence,
             const TrainConfig& config);

  Network& network() override { return *network_; }
  int64_t steps_per_epoch() const override;
  int64_t num_training_samples() const override { return static_cast<int64_t>(data_.train.size()); }
  int64_t num_samples_per_epoch() const override;
  int64_t num_validation_samples() const override { return static_cast<int64_t>(data_.validation.size()); }
  std::vector<MetricInfo> metrics() const override { return affect_training_metrics(); }
  std::unique_ptr<TrainingEpoch> start_epoch(int64_t epoch, int64_t first_step) override;
  /// The loss is that of the split as one batch.
  std::map<std::string, double> validate() override;
  TensorMap make_example_inputs(int64_t epoch) const override;

 private:
  std::shared_ptr<Network> network_;
  Data data_;
  PeopleLoaderOptions loader_;
  AffectLoss loss_;
};

}  // namespace affekt
