// Where a training stands, as a value: what a checkpoint holds beside the tensors.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tasks/task.h"

namespace affekt {

/// One finished epoch: a row of metrics.csv.
struct EpochRecord {
  int64_t epoch = 0, global_step = 0;
  double lr = 0, train_loss = 0;
  std::map<std::string, double> train_metrics;  // StepResult::metrics over the epoch, by name
  std::map<std::string, double> validation;     // Task::validate()
  double seconds = 0, samples_per_second = 0;
};

struct TrainState {
  int64_t epoch = 0;          // the one in work, from 0
  int64_t step_in_epoch = 0;  // steps of it that are done
  int64_t global_step = 0;
  // Sums over the steps of this epoch.
  MetricSum loss_sum;
  std::map<std::string, MetricSum> metric_sums;
  int64_t num_samples = 0;
  double epoch_seconds = 0;
  // The best epoch so far; -1: none.
  int64_t best_epoch = -1;
  double best_value = 0;
  bool finished = false;
  std::vector<EpochRecord> history;
};

nlohmann::json to_json(const TrainState& state);
TrainState train_state_from_json(const nlohmann::json& json);

}  // namespace affekt
