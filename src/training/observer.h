// Observers watch a training and never change it: progress bar, metrics.csv, log, TensorBoard,
// profile.
#pragma once

#include <memory>
#include <vector>

#include "training/train_state.h"

namespace affekt {

struct StepView {
  const TrainState& state;  // after the step
  double loss, lr;
  int64_t num_samples, steps_per_epoch, samples_per_epoch;
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_epoch_start(const TrainState&, int64_t /*samples_per_epoch*/) {}
  /// The parameters hold the step's gradients, not clipped yet. @param state  before the step
  virtual void on_gradients(const TrainState& /*state*/) {}
  virtual void on_step(const StepView&) {}
  /// The last record of state.history is the epoch that just ended.
  virtual void on_epoch_end(const TrainState&, bool /*is_best*/) {}
};

using Observers = std::vector<std::unique_ptr<Observer>>;

}  // namespace affekt
