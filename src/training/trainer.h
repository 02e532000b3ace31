// The only training loop: epochs and steps, learning rate, update, average, validation, best weights,
// checkpoints.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "runs/checkpoint.h"
#include "tasks/task.h"
#include "training/observer.h"
#include "training/optimizer.h"
#include "training/schedule.h"
#include "training/train_state.h"
#include "training/transfer.h"
#include "training/weight_average.h"

namespace affekt {

class Trainer {
 public:
  struct Outputs {
    std::filesystem::path checkpoints;  // folder; empty: none are written, for trainings of seconds
    /// Called when an epoch is the best so far, while the network holds the weights that were validated. May
    /// be empty.
    std::function<void(const TrainState&)> save_best;
    /// Whose weights the network starts from: blamed where the first loss is not finite. Empty: random ones.
    std::string pretrained_file;
  };

  /// @param new_tensors  as TransferSchedule takes them; a checkpoint keeps them
  /// @throws ConfigError if train.best_metric is none of the task's metrics, or as TransferSchedule
  Trainer(Task& task, const TrainConfig& config, Outputs outputs, Observers observers,
          std::vector<std::string> new_tensors = {});

  /// Goes on from where the checkpoint stands.
  void restore(const Checkpoint& checkpoint);

  /// Trains to the end. @throws Interrupted after a checkpoint, on SIGINT and SIGTERM; DataError naming step,
  /// loss and learning rate if the loss is not finite
  const TrainState& run();

 private:
  void run_epoch();
  std::optional<StepResult> compute_loss(TrainingEpoch& epoch);
  void take_step(const StepResult& step);
  void compute_gradients(const StepResult& step);
  void update_weights(double lr);
  std::map<std::string, double> validate();
  void finish_epoch();
  bool is_kept(const EpochRecord& record) const;
  bool is_better(double value) const;
  double best_metric_of(const EpochRecord& record) const { return record.validation.at(best_metric_.name); }
  bool should_stop_early() const;
  void save_checkpoint();

  Task& task_;
  TrainConfig config_;
  MetricInfo best_metric_;
  Outputs outputs_;
  Observers observers_;
  Schedule schedule_;
  std::vector<std::string> new_tensors_;
  std::unique_ptr<TransferSchedule> transfer_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<WeightAverage> average_;
  TrainState state_;
  std::chrono::steady_clock::time_point last_checkpoint_;
};

}  // namespace affekt
