// Learning rate over the training: cosine, step or plateau, each with a linear warm-up.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "config/experiment_config.h"

namespace affekt {

class Schedule {
 public:
  Schedule(const ScheduleConfig& config, double base_lr, int64_t epochs, int64_t steps_per_epoch);

  /// Rate of the step with this number, counted from 0 over the whole training.
  double lr_at(int64_t global_step) const;
  /// Called once an epoch with the validation score, larger is better; only `plateau` listens.
  void note_score(double score);

  nlohmann::json state() const;
  void restore(const nlohmann::json& state);

 private:
  ScheduleConfig config_;
  double base_lr_;
  int64_t total_steps_, steps_per_epoch_;
  double plateau_factor_ = 1.0, best_score_ = 0.0;
  bool has_score_ = false;
  int64_t epochs_without_gain_ = 0;
};

}  // namespace affekt
