#include "training/trainer.h"

#include <ATen/record_function.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <limits>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "tests/core/temporary_folder.h"
#include "tests/training/tiny_training.h"

namespace affekt {
namespace {

/// A task that asks for an interruption at the beginning of one of its validations.
class InterruptAtValidation : public Task {
 public:
  InterruptAtValidation(Task& task, int number) : task_(task), number_(number) {}
  Network& network() override { return task_.network(); }
  int64_t steps_per_epoch() const override { return task_.steps_per_epoch(); }
  int64_t num_training_samples() const override { return task_.num_training_samples(); }
  int64_t num_validation_samples() const override { return task_.num_validation_samples(); }
  std::vector<MetricInfo> metrics() const override { return task_.metrics(); }
  std::unique_ptr<TrainingEpoch> start_epoch(int64_t epoch, int64_t first_step) override {
    return task_.start_epoch(epoch, first_step);
  }
  std::map<std::string, double> validate() override {
    if (--number_ == 0) std::raise(SIGTERM);
    return task_.validate();
  }

 private:
  Task& task_;
  int number_;
};

TEST(Trainer, LearnsTheTinyTask) {
  const TemporaryFolder folder;
  auto config = tiny_config(25);
  config.mixup_alpha = 0;
  config.augment = AugmentConfig{};
  config.augment.brightness = config.augment.contrast = config.augment.erase_probability = 0;
  config.ema_decay = 0.9;
  config.label_smoothing = 0;  // with it the loss cannot come near 0
  TinyTraining training(config, folder.path());
  const auto& state = training.trainer->run();
  EXPECT_TRUE(state.finished);
  EXPECT_EQ(state.history.size(), 25u);
  EXPECT_LT(state.history.back().train_loss, 0.7 * state.history.front().train_loss);
  EXPECT_GT(state.best_value, 0.9);
  EXPECT_EQ(training.best_epochs.back(), state.best_epoch);
}

thread_local int64_t num_scalars_read = 0;

std::unique_ptr<at::ObserverContext> count_scalar(const at::RecordFunction& function) {
  num_scalars_read += std::string(function.name()) == "aten::_local_scalar_dense";
  return nullptr;
}

/// How often a step has called Tensor::item(), which waits for the device.
class CountScalars : public Observer {
 public:
  CountScalars(std::vector<int64_t>& counts) : counts_(counts) {}
  void on_epoch_start(const TrainState&, int64_t) override { num_scalars_read = 0; }
  void on_step(const StepView&) override { counts_.push_back(std::exchange(num_scalars_read, 0)); }

 private:
  std::vector<int64_t>& counts_;
};

TEST(Trainer, AStepReadsNoScalarOneByOne) {
  auto config = tiny_config(1);
  config.gradient_clip_norm = 0.01;
  config.ema_decay = 0.9;
  config.label_smoothing = 0.1;
  std::vector<int64_t> counts;
  Observers observers;
  observers.push_back(std::make_unique<CountScalars>(counts));
  TinyTraining training(config, {}, std::move(observers));
  const auto handle = at::addThreadLocalCallback(at::RecordFunctionCallback(count_scalar));
  torch::ones({}).item<float>();
  EXPECT_EQ(num_scalars_read, 1) << "the count works";
  training.trainer->run();
  at::removeCallback(handle);
  EXPECT_EQ(counts, std::vector<int64_t>(6, 0)) << "the losses and metrics of a step are read together";
}

TEST(Trainer, WithoutAFolderItTrainsTheSameAndWritesNothing) {
  const TemporaryFolder folder;
  const auto config = tiny_config(2);
  TinyTraining with(config, folder.path());
  with.trainer->run();
  TinyTraining without(config, {});
  EXPECT_TRUE(without.trainer->run().finished);
  expect_same_weights(*with.network, *without.network);
  EXPECT_GT(folder.count_files(), 0u);
}

TEST(Trainer, ResumedInsideAnEpochEndsInTheSameWeights) {
  for (const std::string optimizer : {"sgd", "adamw"}) {
    const TemporaryFolder whole_folder, cut_folder;
    auto config = tiny_config(3);
    config.optimizer.name = optimizer;
    if (optimizer == "adamw") config.optimizer.lr = 0.002;
    TinyTraining whole(config, whole_folder.path());
    const auto expected = whole.trainer->run();

    install_interrupt_handlers();
    Observers observers;
    observers.push_back(std::make_unique<InterruptAfter>(8));  // 6 steps an epoch: inside the second
    TinyTraining cut(config, cut_folder.path(), std::move(observers));
    EXPECT_THROW(cut.trainer->run(), Interrupted);
    install_interrupt_handlers();  // clears the request

    TinyTraining resumed(config, cut_folder.path());
    const auto checkpoint = read_newest_checkpoint(cut_folder.path());
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->state.at("train").at("step_in_epoch"), 2);
    resumed.trainer->restore(*checkpoint);
    const auto& state = resumed.trainer->run();
    expect_same_weights(*whole.network, *resumed.network);
    ASSERT_EQ(state.history.size(), expected.history.size());
    for (size_t i = 0; i < state.history.size(); ++i) {
      EXPECT_EQ(state.history[i].train_loss, expected.history[i].train_loss);
      EXPECT_EQ(state.history[i].validation, expected.history[i].validation);
    }
    EXPECT_EQ(state.best_epoch, expected.best_epoch);
  }
}

TEST(Trainer, InterruptedInAValidationItEndsInTheSameWeights) {
  const TemporaryFolder whole_folder, cut_folder;
  const auto config = tiny_config(3);
  TinyTraining whole(config, whole_folder.path());
  const auto expected = whole.trainer->run();

  install_interrupt_handlers();
  TinyTraining cut(config, cut_folder.path());
  InterruptAtValidation task(*cut.task, 2);
  Trainer::Outputs outputs;
  outputs.checkpoints = cut_folder.path();
  outputs.save_best = [](const TrainState&) {};
  Trainer interrupted(task, config, outputs, {});
  EXPECT_THROW(interrupted.run(), Interrupted);
  install_interrupt_handlers();  // clears the request

  const auto checkpoint = read_newest_checkpoint(cut_folder.path());
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->state.at("train").at("epoch"), 1);
  EXPECT_EQ(checkpoint->state.at("train").at("step_in_epoch"), 6);  // all of them: 42 samples in batches of 8
  TinyTraining resumed(config, cut_folder.path());
  resumed.trainer->restore(*checkpoint);
  const auto& state = resumed.trainer->run();
  expect_same_weights(*whole.network, *resumed.network);
  ASSERT_EQ(state.history.size(), expected.history.size());
  for (size_t i = 0; i < state.history.size(); ++i)
    EXPECT_EQ(state.history[i].validation, expected.history[i].validation);
}

TEST(Trainer, ALossThatIsNotFiniteNamesStepLossAndRate) {
  const TemporaryFolder folder;
  auto config = tiny_config(2);
  TinyTraining training(config, folder.path());
  {
    const torch::NoGradGuard no_grad;
    training.network->parameters().back().fill_(std::numeric_limits<float>::quiet_NaN());
  }
  try {
    training.trainer->run();
    FAIL() << "accepted";
  } catch (const DataError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("step 1"), std::string::npos) << message;
    EXPECT_NE(message.find("loss nan"), std::string::npos) << message;
    EXPECT_NE(message.find("learning rate"), std::string::npos) << message;
  }
}

TEST(Trainer, AFirstLossThatIsNotFiniteIsTheFaultOfTheWeightFile) {
  TinyTraining training(tiny_config(2), {});
  {
    const torch::NoGradGuard no_grad;
    training.network->parameters().back().fill_(std::numeric_limits<float>::infinity());
  }
  Trainer::Outputs outputs;
  outputs.pretrained_file = "w.safetensors";
  Trainer trainer(*training.task, tiny_config(2), outputs, {});
  try {
    trainer.run();
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_EQ(std::string(error.what()).find("w.safetensors: the loss is not finite before any step"), 0u)
        << error.what();
  }
}

TEST(Trainer, AValidationThatIsNotFiniteStopsTheTraining) {
  const TemporaryFolder folder;
  TinyTraining training(tiny_config(2), folder.path());
  for (const auto& item : training.network->named_buffers())  // not looked at by a training step
    if (item.key().find("running_var") != std::string::npos)
      item.value().fill_(std::numeric_limits<float>::quiet_NaN());
  try {
    training.trainer->run();
    FAIL() << "accepted";
  } catch (const DataError& error) {
    EXPECT_EQ(std::string(error.what()).find("the loss on the validation split is not finite: epoch 1"), 0u)
        << error.what();
  }
}

TEST(Trainer, StopsEarlyAfterSoManyEpochsWithoutAGain) {
  const TemporaryFolder folder;
  auto config = tiny_config(30);
  config.optimizer.lr = 1e-12;  // nothing changes, so the first epoch stays the best
  config.early_stop_epochs = 3;
  TinyTraining training(config, folder.path());
  const auto& state = training.trainer->run();
  EXPECT_TRUE(state.finished);
  EXPECT_EQ(state.epoch, state.best_epoch + 1 + 3);
}

TEST(Trainer, BestByLossIsTheSmallest) {
  const TemporaryFolder folder;
  auto config = tiny_config(6);
  config.best_metric = "loss";
  TinyTraining training(config, folder.path());
  const auto& state = training.trainer->run();
  double smallest = std::numeric_limits<double>::infinity();
  for (const auto& record : state.history) smallest = std::min(smallest, record.validation.at("loss"));
  EXPECT_EQ(state.best_value, smallest);
}

TEST(Trainer, BestMetricMustBeOneOfTheTasks) {
  auto config = tiny_config(1);
  config.best_metric = "acuracy";
  try {
    TinyTraining training(config, {});
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "train.best_metric: expected one of {accuracy, macro_f1, uar, loss}, got 'acuracy'; did you "
                 "mean \"accuracy\"?");
  }
}

TEST(Trainer, TrainingMetricsAreMeansOverTheEpochsSamples) {
  auto config = tiny_config(1);
  TinyTraining training(config, {});
  const auto& record = training.trainer->run().history.at(0);
  ASSERT_EQ(record.train_metrics.size(), 1u);
  const double correct = 42 * record.train_metrics.at("accuracy");  // of 42 samples
  EXPECT_NEAR(correct, std::round(correct), 1e-9);
}

TEST(WeightAverage, FollowsTheFormulaAndIsTakenBackBitForBit) {
  torch::nn::Linear linear(3, 2);
  WeightAverage average(*linear, 0.5);
  const auto start = linear->weight.detach().clone();
  {
    const torch::NoGradGuard no_grad;
    linear->weight.add_(1);
  }
  average.update(1000);  // decay 0.5: start + 0.5
  const auto own = linear->weight.detach().clone();
  {
    const AverageInPlace in_place(*linear, &average);
    EXPECT_TRUE(torch::allclose(linear->weight, start + 0.5));
  }
  EXPECT_TRUE(torch::equal(linear->weight, own));
}

}  // namespace
}  // namespace affekt
