// A training of a second for tests: a tiny classifier on 42 tiny images, 6 steps an epoch.
#pragma once

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <vector>

#include "models/model_table.h"
#include "runs/weights.h"
#include "tasks/classification_task.h"
#include "tests/support/tiny_samples.h"
#include "training/trainer.h"

namespace affekt {

inline TrainConfig tiny_config(int64_t epochs) {
  TrainConfig config;
  config.epochs = epochs;
  config.batch_size = 8;
  config.schedule.warmup_epochs = 0.5;
  config.optimizer.lr = 0.05;
  config.mixup_alpha = 0.2;
  config.augment.shift_px = 1;
  return config;
}

inline std::shared_ptr<Classifier> make_tiny_network() {
  NetworkOptions options;
  options.model.channels = {4, 8};
  options.model.residual_blocks = {0, 1};
  options.input = {1, 12, 12};
  options.num_classes = 3;
  return make_network(options, 3);
}

/// A small network on tiny images with everything on: dropout, mixup, averaging.
struct TinyTraining {
  explicit TinyTraining(const TrainConfig& config, const std::filesystem::path& checkpoints,
                        Observers observers = {}, std::shared_ptr<Classifier> other_network = nullptr)
      : network(other_network ? other_network : make_tiny_network()) {
    auto data = std::make_shared<ClassificationTask::Data>();
    data->train = testing_support::make_tiny_samples(42, 12, 3, Split::kTrain, 1);
    data->validation = testing_support::make_tiny_samples(12, 12, 3, Split::kValidation, 2);
    data->num_classes = 3;
    task = std::make_unique<ClassificationTask>(network, data, config);
    Trainer::Outputs outputs;
    outputs.checkpoints = checkpoints;
    outputs.save_best = [this](const TrainState& state) { best_epochs.push_back(state.best_epoch); };
    trainer = std::make_unique<Trainer>(*task, config, outputs, std::move(observers));
  }
  std::shared_ptr<Classifier> network;
  std::unique_ptr<ClassificationTask> task;
  std::unique_ptr<Trainer> trainer;
  std::vector<int64_t> best_epochs;
};

inline void expect_same_weights(const torch::nn::Module& a, const torch::nn::Module& b) {
  const auto left = named_tensors_of(a), right = named_tensors_of(b);
  ASSERT_EQ(left.size(), right.size());
  for (size_t i = 0; i < left.size(); ++i)
    EXPECT_TRUE(torch::equal(left[i].tensor, right[i].tensor)) << left[i].name;
}

/// Asks for an interruption after a given step, as Ctrl-C would.
class InterruptAfter : public Observer {
 public:
  explicit InterruptAfter(int64_t step) : step_(step) {}
  void on_step(const StepView& view) override {
    if (view.state.global_step == step_) std::raise(SIGTERM);
  }

 private:
  int64_t step_;
};

}  // namespace affekt
