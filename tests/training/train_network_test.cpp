#include "training/train_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/process/threads.h"
#include "runs/network_file.h"
#include "runs/run_directory.h"
#include "tasks/affect_regression_task.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A training that is no classification: two inputs, one number.
class TrainRegression : public testing::Test {
 protected:
  TrainRegression() {
    options_.config.name = "sums";
    options_.config.data.path = "datasets/sums";
    options_.config.train.epochs = 3;
    options_.config.train.best_metric = "r2";
    options_.config.train.num_threads = 1;
    options_.config.train.schedule.warmup_epochs = 0;
    options_.run_directory = paths_.root;
    options_.prepared_path = folder_.path() / "sums.h5";
  }
  ~TrainRegression() override { set_thread_count(0); }

  TrainJob make_job() const {
    AffectRegressionTask::Data data;
    torch::manual_seed(1);
    data.points = torch::randn({40, 2});
    data.targets = data.points.sum(1, /*keepdim=*/true);
    data.validation_points = torch::randn({10, 2});
    data.validation_targets = data.validation_points.sum(1, /*keepdim=*/true);
    TrainJob job;
    job.task =
        std::make_shared<AffectRegressionTask>(std::make_shared<AffectNetwork>(2, 4, 1, 1), data, 8, 1);
    job.data = {"sums", "digest of the sums", "source"};
    job.unit = "sums";
    job.about = {{"hidden_units", 4}};
    job.finish = [] { return nlohmann::json({{"offset", 0.5}}); };
    return job;
  }
  TrainSummary train() {
    return train_network(options_, [this] { return make_job(); });
  }

  const TemporaryFolder folder_;
  RunPaths paths_{folder_.path() / "run"};
  TrainRunOptions options_;
};

TEST_F(TrainRegression, ThatGoesOnElsewhereSaysThatItsBytesWillDiffer) {
  train();
  options_.resume = true;
  train();
  EXPECT_THAT(read_text_file(paths_.log()), Not(HasSubstr("was begun elsewhere")));
  auto manifest = nlohmann::json::parse(read_text_file(paths_.manifest()));
  manifest["libtorch"] = "0.4.0";
  write_text_atomically(paths_.manifest(), manifest.dump());
  train();
  EXPECT_THAT(read_text_file(paths_.log()),
              HasSubstr(R"(was begun elsewhere (libtorch \"0.4.0\" before, \")"));
}

TEST_F(TrainRegression, WritesARunWithTheTasksMetricsAndWhatTheKindSays) {
  const TrainSummary summary = train();
  EXPECT_EQ(summary.epochs, 3);
  const std::string metrics = read_text_file(paths_.metrics());
  EXPECT_EQ(metrics.substr(0, metrics.find('\n')),
            "epoch,step,lr,train_loss,val_loss,val_r2,seconds,samples_per_second");
  const NetworkFile file = read_network_file(paths_.root);
  EXPECT_EQ(file.about, nlohmann::json({{"hidden_units", 4}, {"offset", 0.5}}));
  EXPECT_EQ(file.selection.at("metric"), "r2");
  EXPECT_EQ(file.selection.at("value"), summary.best_value);
  EXPECT_EQ(file.data_digest, "digest of the sums");
  EXPECT_EQ(file.prepared_path, std::filesystem::absolute(options_.prepared_path));
  EXPECT_THAT(read_text_file(paths_.log()), HasSubstr("validation loss"));
  EXPECT_THAT(read_text_file(paths_.log()), Not(HasSubstr("accuracy")));
}

TEST_F(TrainRegression, WhatGetsPublishedDoesNotSayWhereItWasMade) {
  train();
  for (const auto& path : {paths_.weights(), paths_.manifest(), paths_.metrics(), paths_.config()})
    EXPECT_THAT(read_text_file(path), Not(HasSubstr(folder_.path().string()))) << path;
}

TEST_F(TrainRegression, TheConfigsThreadCountStaysWhenTheTrainingIsDone) {
  train();
  EXPECT_EQ(thread_count(), 1);
  EXPECT_EQ(at::get_num_threads(), 1);
}

TEST_F(TrainRegression, AFinishedRunIsResumedToTheSameEnd) {
  const TrainSummary first = train();
  options_.resume = true;
  const TrainSummary again = train();
  EXPECT_EQ(again.epochs, first.epochs);
  EXPECT_EQ(again.best_value, first.best_value);
  EXPECT_EQ(read_network_file(paths_.root).about.at("offset"), 0.5);
}

TEST_F(TrainRegression, AMetricOfAnotherTaskIsRefusedAndNothingIsLeft) {
  options_.config.train.best_metric = "accuracy";
  try {
    train();
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(), "train.best_metric: expected one of {loss, r2}, got 'accuracy'");
  }
  EXPECT_FALSE(std::filesystem::exists(paths_.root));
}

TEST_F(TrainRegression, WeightsOfAnotherRunAreItsStartAndAreNotAskedForAgainWhenItGoesOn) {
  options_.run_directory = folder_.path() / "first";
  train();
  const auto first = read_network_file(options_.run_directory).weights;
  options_.config.model.pretrained = {options_.run_directory.string(), /*strict=*/true};
  options_.config.train.optimizer.lr = 1e-12;
  options_.config.train.ema_decay = 0;
  options_.run_directory = paths_.root;
  train();
  const auto weights = read_network_file(paths_.root).weights;
  ASSERT_EQ(weights.size(), first.size());
  for (size_t i = 0; i < weights.size(); ++i)
    EXPECT_TRUE(torch::allclose(weights[i].tensor, first[i].tensor, 1e-6, 1e-8)) << weights[i].name;
  EXPECT_THAT(read_text_file(paths_.log()), HasSubstr("best.safetensors: loaded: "));
  const std::string entry = "\"file\": \"first/best.safetensors\"";
  EXPECT_THAT(read_text_file(paths_.manifest()), HasSubstr(entry));

  std::filesystem::remove_all(folder_.path() / "first");
  options_.resume = true;
  train();
  EXPECT_THAT(read_text_file(paths_.manifest()), HasSubstr(entry));
}

TEST_F(TrainRegression, WeightsThatDoNotFitLeaveTheFormerRunAsItWas) {
  train();
  const std::string before = read_text_file(paths_.weights());
  const auto other = folder_.path() / "other.safetensors";
  write_safetensors(other, {{{"conv1.weight", torch::ones({2})}}, {}});
  options_.config.model.pretrained.path = other.string();
  options_.overwrite = true;
  try {
    train();
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("found: conv1.weight"));
  }
  EXPECT_EQ(read_text_file(paths_.weights()), before);
}

TEST_F(TrainRegression, AfterAFaultTheRunsLogIsClosed) {
  options_.config.train.optimizer.lr = 1e30;  // past float32 in a few steps
  EXPECT_THROW(train(), DataError);
  const std::string log = read_text_file(paths_.log());
  log_info("not of this run");
  EXPECT_EQ(read_text_file(paths_.log()), log);
}

}  // namespace
}  // namespace affekt
