// What the training loop knows of a task: batches in, a loss out, scores on the validation split.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace affekt {

/// One training step's forward pass.
struct StepResult {
  torch::Tensor loss;  // scalar, with gradient
  int64_t num_samples = 0;
  int64_t num_correct = 0;  // on the augmented batch; mixed samples count for the label of the larger share
};

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
  virtual torch::nn::Module& module() = 0;
  virtual int64_t steps_per_epoch() const = 0;
  virtual int64_t num_training_samples() const = 0;
  /// @param first_step  > 0 when a training goes on inside an epoch
  virtual std::unique_ptr<TrainingEpoch> start_epoch(int64_t epoch, int64_t first_step) = 0;
  /// Scores of the module as it is now on the validation split: "loss", "accuracy", ... The training
  /// precision is used, so that an epoch's validation costs little; the report is computed in float32. Empty
  /// without a validation split.
  virtual std::map<std::string, double> validate() = 0;
};

}  // namespace affekt
