#include "tasks/next_song/next_song_task.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "models/sequence/next_song_scorer.h"
#include "tasks/next_song/listening_songs.h"
#include "tasks/next_song/predict_next_songs.h"
#include "tests/support/tiny_listening.h"

namespace affekt {
namespace {

using testing_support::make_plays;
using testing_support::make_tiny_listening;
using testing_support::TinySequence;

ModelConfig small_model() {
  ModelConfig model;
  model.name = "next_song_rnn";
  model.dropout = 0;
  model.sequence.embedding_size = 6;
  model.sequence.hidden_size = 8;
  model.sequence.embedding_dropout = 0;
  model.sequence.history_plays = 30;
  model.sequence.context_plays = 10;
  return model;
}

struct Setting {
  explicit Setting(ListeningData from, ModelConfig model = small_model())
      : data(std::make_shared<const ListeningData>(std::move(from))) {
    NetworkOptions options;
    options.model = std::move(model);
    options.songs = describe_songs(*data);
    network = make_next_song_network(options, 1);
    config.batch_size = 4;
    config.next_song.bptt_plays = 5;
  }
  NextSongTask make_task() const { return {network, data, config}; }

  std::shared_ptr<const ListeningData> data;
  std::shared_ptr<NextSongNetwork> network;
  TrainConfig config;
};

/// Ten songs; song 9 stands in the validation split alone.
ListeningData make_data() {
  return make_tiny_listening(10, {{0, Split::kTrain, make_plays(23, 9)},
                                  {0, Split::kTrain, make_plays(7, 9, 1)},
                                  {0, Split::kValidation, {3, 9, 2, 5}},
                                  {1, Split::kTrain, make_plays(12, 9, 2)},
                                  {2, Split::kValidation, {1, 4, 0}},
                                  {3, Split::kTrain, {6, 6}}});
}

std::vector<StepResult> run_epoch(NextSongTask& task, int64_t epoch, int64_t first_step = 0) {
  std::vector<StepResult> results;
  auto steps = task.start_epoch(epoch, first_step);
  task.network().train();
  while (auto step = steps->next()) results.push_back(std::move(*step));
  return results;
}

TEST(NextSongTask, CountsPlaysThatCanBeForeseen) {
  const Setting setting(make_data());
  const auto task = setting.make_task();
  EXPECT_EQ(task.num_training_samples(), 29 + 11 + 1);
  // Song 9 is cold; the first play of stream 2 has none before it.
  EXPECT_EQ(task.num_validation_samples(), 3 + 2);
}

TEST(NextSongTask, EveryParameterGetsAGradientFromEveryLoss) {
  for (const char* loss : {"full_softmax", "sampled_softmax", "bpr_max"}) {
    Setting setting(make_data());
    setting.config.next_song.loss = loss;
    setting.config.next_song.num_sampled = 4;
    auto task = setting.make_task();
    {
      const torch::NoGradGuard no_grad;  // a weight of zero hides the number of prior plays
      for (const auto& item : setting.network->named_parameters())
        if (item.key().find("evidence_weight") != std::string::npos) item.value().fill_(0.5);
    }
    for (auto& step : run_epoch(task, 0)) step.loss.backward();
    for (const auto& item : setting.network->named_parameters()) {
      ASSERT_TRUE(item.value().grad().defined()) << item.key() << " of " << loss;
      EXPECT_GT(item.value().grad().to_dense().abs().sum().item<double>(), 0.0)
          << item.key() << " of " << loss;
    }
  }
}

TEST(NextSongTask, ColdSongsKeepAnEmbeddingOfZero) {
  Setting setting(make_data());
  auto task = setting.make_task();
  for (auto& step : run_epoch(task, 0)) step.loss.backward();
  const auto embedding = setting.network->named_parameters()["songs.embedding"];
  EXPECT_EQ(embedding[9].abs().sum().item<float>(), 0);
  EXPECT_EQ(embedding.grad()[9].abs().sum().item<float>(), 0);
}

TEST(NextSongTask, AnUntrainedNetworkRanksByPopularity) {
  // Plays: song 0 three times, song 1 twice, song 2 once.
  Setting setting(make_tiny_listening(
      4, {{0, Split::kTrain, {0, 1, 0, 2, 1, 0}}, {1, Split::kValidation, {3, 0, 2, 3}}}));
  {
    const torch::NoGradGuard no_grad;
    for (const auto& item : setting.network->named_parameters())
      if (item.key() != "bias") item.value().zero_();
  }
  auto task = setting.make_task();
  const auto scores = task.validate();
  // Song 3 is cold. Ranks 1 and 3 of songs 0 and 2.
  EXPECT_EQ(task.num_validation_samples(), 2);
  EXPECT_NEAR(scores.at("mrr_at_20"), (1 + 1.0 / 3) / 2, 1e-9);
  EXPECT_EQ(scores.at("hit_rate_at_20"), 1);
  // Shares among the warm ones, half a play more for each: 3.5, 2.5, 1.5 of 7.5.
  EXPECT_NEAR(scores.at("loss"), -(std::log(3.5 / 7.5) + std::log(1.5 / 7.5)) / 2, 1e-5);
  const auto metrics = task.metrics();
  ASSERT_EQ(metrics.size(), scores.size());
  for (const MetricInfo& metric : metrics) EXPECT_EQ(scores.count(metric.name), 1u) << metric.name;
}

double loss_sum_of(const StepResult& step) {
  return step.loss.item<double>() * static_cast<double>(step.num_samples);
}

TEST(NextSongTask, AnEpochGoesOnInsideAsIfItHadBeenLeftAlone) {
  for (const bool carry_state : {false, true})
    for (const char* loss : {"full_softmax", "sampled_softmax"}) {
      Setting setting(make_data());
      setting.config.next_song.carry_state = carry_state;
      setting.config.next_song.loss = loss;
      setting.config.next_song.num_sampled = 4;
      auto whole = setting.make_task();
      const auto expected = run_epoch(whole, 2);
      auto cut = setting.make_task();
      {
        auto steps = cut.start_epoch(2, 0);
        cut.network().train();
        steps->next();
      }
      auto resumed = setting.make_task();
      resumed.restore_carried_state(cut.carried_state());
      const auto rest = run_epoch(resumed, 2, 1);
      ASSERT_EQ(rest.size() + 1, expected.size());
      ASSERT_GT(rest.size(), 1u);
      for (size_t i = 0; i < rest.size(); ++i)
        EXPECT_EQ(loss_sum_of(rest[i]), loss_sum_of(expected[i + 1])) << i << loss << carry_state;
    }
}

double mean_loss(const std::vector<StepResult>& steps) {
  MetricSum sum;
  for (const StepResult& step : steps) sum.add({loss_sum_of(step), static_cast<double>(step.num_samples)});
  return sum.mean();
}

TEST(NextSongTask, CarriedStateGivesTheLossOfOneLongSequence) {
  const auto data = make_tiny_listening(9, {{0, Split::kTrain, make_plays(41, 9)}});
  Setting whole(data), carried(data), cut(data);
  for (Setting* setting : {&whole, &carried, &cut}) {
    setting->config.batch_size = 1;
    const torch::NoGradGuard no_grad;  // far from zero, so that the state matters
    for (const auto& item : setting->network->named_parameters())
      if (item.key().find("bias") == std::string::npos) item.value().mul_(5);
  }
  whole.config.next_song.bptt_plays = 100;
  carried.config.next_song.carry_state = true;
  auto task = whole.make_task(), carried_task = carried.make_task(), cut_task = cut.make_task();
  const double expected = mean_loss(run_epoch(task, 0));
  EXPECT_NEAR(mean_loss(run_epoch(carried_task, 0)), expected, 1e-5);
  EXPECT_GT(std::abs(mean_loss(run_epoch(cut_task, 0)) - expected), 1e-4);
}

TEST(NextSongTask, WhatStandsBesideASequenceChangesNothing) {
  // The same plays alone, and beside a longer sequence that makes padding: the loss of both is the mean.
  const TinySequence shorter{0, Split::kTrain, make_plays(4, 9)},
      longer{1, Split::kTrain, make_plays(6, 9, 1)};
  const auto loss_of = [&](const std::vector<TinySequence>& sequences) {
    Setting setting(make_tiny_listening(9, sequences));
    Setting all(make_tiny_listening(9, {shorter, longer}));
    setting.network = all.network;  // of the catalogue of both
    setting.config.next_song.bptt_plays = 10;
    auto task = setting.make_task();
    return run_epoch(task, 0).at(0);
  };
  TinySequence alone = longer;
  alone.stream = 0;
  const StepResult a = loss_of({shorter}), b = loss_of({alone}), both = loss_of({shorter, longer});
  EXPECT_EQ(both.num_samples, 3 + 5);
  EXPECT_NEAR(loss_sum_of(both), loss_sum_of(a) + loss_sum_of(b), 1e-4);
}

TEST(NextSongTask, TrainsOnASequenceOf100000Plays) {
  Setting setting(make_tiny_listening(9, {{0, Split::kTrain, make_plays(100000, 9)}}));
  setting.config.batch_size = 64;
  setting.config.next_song.bptt_plays = 50;
  auto task = setting.make_task();
  EXPECT_EQ(task.num_training_samples(), 99999);
  auto steps = task.start_epoch(0, 0);
  const auto step = steps->next();
  ASSERT_TRUE(step);
  EXPECT_TRUE(std::isfinite(step->loss.item<double>()));
}

TEST(NextSongTask, OfOneSongHasNothingToLearnAndDoesNotFail) {
  for (const char* loss : {"full_softmax", "sampled_softmax", "bpr_max"}) {
    Setting setting(make_tiny_listening(1, {{0, Split::kTrain, {0, 0, 0}}, {1, Split::kValidation, {0, 0}}}));
    setting.config.next_song.loss = loss;
    auto task = setting.make_task();
    const auto steps = run_epoch(task, 0);
    ASSERT_EQ(steps.size(), 1u);
    EXPECT_NEAR(steps[0].loss.item<double>(), 0, 1e-6);
    EXPECT_EQ(task.validate().at("mrr_at_20"), 1);
  }
}

TEST(NextSongTask, TheWishInTrainingIsTheTargetsValenceAndArousal) {
  ModelConfig model = small_model();
  model.sequence.emotion_context = true;
  Setting setting(make_data(), model);
  setting.config.next_song.emotion_probability = 1;
  setting.config.next_song.emotion_noise = 0;
  const NextSongBatchMaker maker(setting.data, *setting.network, setting.config);
  auto history = maker.make_history();
  const NextSongBatch batch = maker.make({{1, 6, 0, false}}, 0, 0, history);
  ASSERT_EQ(batch.emotion.sizes(), (std::vector<int64_t>{5, 1, 2}));
  for (int64_t t = 0; t < 5; ++t) {
    const int32_t target = batch.plays.targets[static_cast<size_t>(t)];  // 3 6 0 3 6
    EXPECT_EQ(batch.emotion[t][0][0].item<float>(), static_cast<float>(target));
    EXPECT_EQ(batch.emotion[t][0][1].item<float>(), -static_cast<float>(target));
  }
  EXPECT_FALSE(Setting(make_data()).network->named_parameters().contains("emotion_weight"));
}

TEST(NextSongTask, WithoutTwoPlaysInARowThereIsNothingToLearn) {
  Setting setting(make_tiny_listening(3, {{0, Split::kTrain, {0}}, {1, Split::kTrain, {1}}}));
  EXPECT_THROW(setting.make_task(), DataError);
}

TEST(DescribeSongs, RefusesAPlayOfNoSongAndDataWithoutTraining) {
  EXPECT_THROW(describe_songs(make_tiny_listening(3, {{0, Split::kTrain, {0, 3}}})), DataError);
  EXPECT_THROW(describe_songs(make_tiny_listening(3, {{0, Split::kTest, {0, 1}}})), DataError);
  EXPECT_THROW(describe_songs(make_tiny_listening(0, {})), DataError);
}

TEST(PredictNextSongs, GivesEveryHistoryTheScoresThatItHasAlone) {
  const Setting setting(make_data());
  setting.network->eval();
  const NextSongScorer scorer(*setting.network);
  std::vector<PlaySpan> histories;
  for (int64_t count = 0; count < 12; ++count)
    histories.push_back({setting.data->sequences.songs.data(), count});
  NextSongPredictOptions options;
  options.scores_in_block = 50;  // five rows
  std::vector<int64_t> firsts;
  predict_next_songs(scorer, histories, options, [&](int64_t first, int64_t num_rows, const float* scores) {
    firsts.push_back(first);
    for (int64_t i = 0; i < num_rows; ++i) {
      const auto alone = scorer.score({histories[static_cast<size_t>(first + i)]})[0];
      for (int64_t v = 0; v < 10; ++v) EXPECT_NEAR(scores[i * 10 + v], alone[v].item<float>(), 1e-5);
    }
  });
  EXPECT_EQ(firsts, (std::vector<int64_t>{0, 5, 10}));
}

}  // namespace
}  // namespace affekt
