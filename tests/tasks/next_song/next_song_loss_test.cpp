#include "tasks/next_song/next_song_loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tasks/next_song/song_sampler.h"

namespace affekt {
namespace {

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

TEST(BprMax, ByHand) {
  // Target 1 has 2; the others 0 and log 3 have softmax weights 1/4 and 3/4.
  const double other = std::log(3.0);
  const auto scores = torch::tensor({{0.0, 2.0, other}}, torch::kFloat64);
  const double wins = 0.25 * sigmoid(2 - 0) + 0.75 * sigmoid(2 - other);
  const double penalty = 0.25 * 0 + 0.75 * other * other;
  const auto target = torch::tensor({1}, torch::kInt64);
  EXPECT_NEAR(compute_bpr_max(scores, target, 0).item<double>(), -std::log(wins), 1e-12);
  EXPECT_NEAR(compute_bpr_max(scores, target, 0.5).item<double>(), -std::log(wins) + 0.5 * penalty, 1e-12);
}

TEST(BprMax, IsTheMeanOverThePositions) {
  const auto scores = torch::tensor({{0.0, 2.0, 1.0}, {3.0, -1.0, 0.5}}, torch::kFloat64);
  const auto both = compute_bpr_max(scores, torch::tensor({1, 0}, torch::kInt64), 1).item<double>();
  const auto one =
      compute_bpr_max(scores.slice(0, 0, 1), torch::tensor({1}, torch::kInt64), 1).item<double>();
  const auto two =
      compute_bpr_max(scores.slice(0, 1, 2), torch::tensor({0}, torch::kInt64), 1).item<double>();
  EXPECT_NEAR(both, (one + two) / 2, 1e-12);
}

TEST(BprMax, WithoutAnotherCandidateIsZero) {
  const auto scores = torch::tensor({{5.0f}}, torch::requires_grad());
  const auto loss = compute_bpr_max(scores, torch::tensor({0}, torch::kInt64), 1);
  EXPECT_EQ(loss.item<float>(), 0);
  loss.backward();
  EXPECT_EQ(scores.grad().item<float>(), 0);
}

TEST(BprMax, AHigherTargetCostsLess) {
  const auto at = [](float target) {
    return compute_bpr_max(torch::tensor({{target, 0.5f, -0.5f}}), torch::tensor({0}, torch::kInt64), 1)
        .item<double>();
  };
  EXPECT_LT(at(2), at(1));
  EXPECT_LT(at(1), at(0));
}

SongScores make_scores() {
  return {torch::tensor({{1.0f}, {2.0f}}), torch::tensor({{0.0f}, {1.0f}, {-1.0f}}), torch::zeros({3}), {}};
}

TEST(SampledSoftmax, TakesTheLogarithmOfTheInclusionOffByHand) {
  NextSongTrainConfig config;
  config.loss = "sampled_softmax";
  const auto log_inclusion = torch::log(torch::tensor({0.5f, 1.0f, 0.25f}));
  const NextSongLoss result = compute_next_song_loss(config, make_scores(), log_inclusion, {1, 0});
  // Scores 0 1 -1 and 0 2 -2; divided by the inclusion their exponentials are 2, e, 4/e and 2, e^2, 4/e^2.
  const double e = std::exp(1.0);
  const double one = -std::log(e / (2 + e + 4 / e)), two = -std::log(2 / (2 + e * e + 4 / (e * e)));
  EXPECT_NEAR(result.loss.item<double>(), (one + two) / 2, 1e-5);
  EXPECT_TRUE(result.ranks.empty());  // among a sample they would say too much
}

TEST(SampledSoftmax, OverAllSongsIsTheFullSoftmax) {
  NextSongTrainConfig sampled, full;
  sampled.loss = "sampled_softmax";
  const SongSampler sampler({3, 1, 2}, 0.75);
  RandomStream stream(1, "negatives");
  const SampledSongs all = sampler.draw(stream, 3, {0, 0});
  const auto log_inclusion = torch::tensor(all.log_inclusion).to(torch::kFloat32);
  const NextSongLoss a = compute_next_song_loss(sampled, make_scores(), log_inclusion, {1, 0});
  const NextSongLoss b = compute_next_song_loss(full, make_scores(), {}, {1, 0});
  EXPECT_EQ(a.loss.item<float>(), b.loss.item<float>());
  EXPECT_EQ(b.ranks, (std::vector<double>{1, 2}));
}

TEST(SongSampler, SongsThatTrainingNeverPlaysAreNotDrawn) {
  const SongSampler sampler({3, 0, 2, 1}, 0);
  RandomStream stream(1, "negatives");
  EXPECT_THAT(sampler.draw(stream, 100, {}).songs, testing::UnorderedElementsAre(0, 2, 3));
  EXPECT_THAT(sampler.draw(stream, 1, {2, 2}).songs, testing::Contains(2));
}

TEST(SongSampler, SaysHowProbableItWasThatASongIsAmongThem) {
  std::vector<int64_t> play_counts;
  for (int64_t v = 0; v < 40; ++v) play_counts.push_back(1 + v % 4);
  const SongSampler sampler(play_counts, 0.5);
  std::vector<double> seen(40), told(40);
  constexpr int kRounds = 20000;
  for (uint64_t round = 0; round < kRounds; ++round) {
    RandomStream stream(1, "negatives", round);
    const SampledSongs drawn = sampler.draw(stream, 10, {});
    for (size_t i = 0; i < drawn.songs.size(); ++i) {
      seen[static_cast<size_t>(drawn.songs[i])] += 1.0 / kRounds;
      told[static_cast<size_t>(drawn.songs[i])] = std::exp(drawn.log_inclusion[i]);
    }
  }
  // Weights 1, 1.414, 1.732 and 2, ten of each: q = 1 / 61.463; 1 - (1 - q)^10 = 0.1513 for one play.
  EXPECT_NEAR(told[0], 0.1513, 1e-4);
  for (size_t v = 0; v < 40; ++v) EXPECT_NEAR(seen[v], told[v], 0.02) << v;  // 5 deviations are 0.017
}

TEST(SongSampler, CountsTheSongsOfTheBatchIn) {
  const SongSampler sampler({5, 5, 5, 5}, 1);
  RandomStream stream(1, "negatives");
  const SampledSongs drawn = sampler.draw(stream, 1, {0, 1, 2});
  // A share of 1/4: missing from one draw and a batch of three with (3/4)^4.
  for (const double log_inclusion : drawn.log_inclusion)
    EXPECT_NEAR(std::exp(log_inclusion), 1 - std::pow(0.75, 4), 1e-12);
}

}  // namespace
}  // namespace affekt
