// What the training loop knows of a task: batches in, a loss out, metrics on the validation split.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "metrics/metric_info.h"
#include "models/network.h"

namespace affekt {

/// A mean that is not divided yet: such sums can be added up, over steps and over processes.
struct MetricSum {
  double sum = 0, weight = 0;

  void add(const MetricSum& other) {
    sum += other.sum;
    weight += other.weight;
  }
  double mean() const { return sum / weight; }
};

/// A sum that the device may not have computed yet.
struct DeviceSum {
  torch::Tensor sum;  // scalar, without gradient
  double weight = 0;
};

/// One training step's forward pass; its sums are not read yet.
struct StepResult {
  torch::Tensor loss;       // scalar, with gradient: the mean over the batch
  int64_t num_samples = 0;  // of the batch
  /// Training metrics on the augmented batch by name: "accuracy" with the correct ones and the number of
  /// samples.
  std::map<std::string, DeviceSum> metrics;
};

/// The same as numbers.
struct StepSums {
  double loss = 0;  // the mean over the batch
  std::map<std::string, MetricSum> metrics;
};

/// Waits for the device, once: for the loss and all sums together.
StepSums read_sums(const StepResult& step);

/// One epoch's steps in order; each call computes the loss of the next batch.
class TrainingEpoch {
 public:
  virtual ~TrainingEpoch() = default;
  /// Nothing at the end of the epoch.
  virtual std::optional<StepResult> next() = 0;
};

class Task {
 public:
  virtual ~Task() = default;
  virtual Network& network() = 0;
  virtual int64_t steps_per_epoch() const = 0;
  virtual int64_t num_training_samples() const = 0;
  /// How many of them an epoch takes: a last batch that is too small may be left out.
  virtual int64_t num_samples_per_epoch() const { return num_training_samples(); }
  virtual int64_t num_validation_samples() const = 0;
  /// What validate() gives, by name: "loss" and the task's own. What StepResult::metrics names is among them.
  virtual std::vector<MetricInfo> metrics() const = 0;
  /// The training loop puts the network into training mode when this returns: parts of it may be frozen.
  /// @param first_step  > 0 when a training goes on inside an epoch
  virtual std::unique_ptr<TrainingEpoch> start_epoch(int64_t epoch, int64_t first_step) = 0;
  /// The metrics of the network as it is now on the validation split. The training precision is used, so that
  /// an epoch's validation costs little; the report is computed in float32. Empty without a validation split.
  virtual std::map<std::string, double> validate() = 0;

  /// The inputs of the first batch of an epoch as the network gets them, augmented, by the names of its
  /// inputs: to be looked at. Made anew and whole, so that nothing of the training changes. Empty: the task
  /// has none to show.
  virtual TensorMap make_example_inputs(int64_t /*epoch*/) const { return {}; }
  /// Of the last validate(), [true][predicted]; empty: there are no classes.
  virtual std::vector<std::vector<int64_t>> confusion() const { return {}; }

  /// What the steps of an epoch hand on to one another besides the weights, by name: a checkpoint keeps it,
  /// so that a training can go on inside the epoch. Empty: nothing.
  virtual std::map<std::string, torch::Tensor> carried_state() const { return {}; }
  /// Called before start_epoch of an epoch that goes on. @param state  as carried_state() gave it
  virtual void restore_carried_state(const std::map<std::string, torch::Tensor>& /*state*/) {}
};

}  // namespace affekt
