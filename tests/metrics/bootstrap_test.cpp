#include "metrics/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <mutex>
#include <stdexcept>

#include "core/random_stream.h"

namespace affekt {
namespace {

ScoreDraws mean_of(const std::vector<double>& values) {
  return [&values](const std::vector<int32_t>& draws, double* scores) {
    double sum = 0;
    for (const int32_t draw : draws) sum += values[static_cast<size_t>(draw)];
    scores[0] = sum / static_cast<double>(draws.size());
  };
}

std::vector<double> zeros_and_ones(int num_ones, int num) {
  std::vector<double> values(static_cast<size_t>(num), 0.0);
  std::fill(values.begin(), values.begin() + num_ones, 1.0);
  return values;
}

TEST(Quantile, InterpolatesLinearlyLikeNumpy) {
  EXPECT_DOUBLE_EQ(compute_quantile({5, 3, 1, 4, 2}, 0.25), 2.0);
  EXPECT_DOUBLE_EQ(compute_quantile({5, 3, 1, 4, 2}, 0.1), 1.4);  // position 0.4 between 1 and 2
  EXPECT_DOUBLE_EQ(compute_quantile({1, 2}, 0.5), 1.5);
  EXPECT_DOUBLE_EQ(compute_quantile({7}, 0.975), 7.0);
  EXPECT_DOUBLE_EQ(compute_quantile({1, 2, 3}, 1.0), 3.0);
}

TEST(Quantile, LeavesOutWhatIsNotFinite) {
  EXPECT_DOUBLE_EQ(compute_quantile({std::nan(""), 1, 3, INFINITY}, 0.5), 2.0);
  EXPECT_TRUE(std::isnan(compute_quantile({std::nan("")}, 0.5)));
}

TEST(Bootstrap, IntervalOfAShareMatchesTheNormalApproximation) {
  const auto values = zeros_and_ones(700, 1000);
  BootstrapOptions options;
  options.num_resamples = 4000;
  const auto interval = bootstrap_intervals(1000, 1, mean_of(values), options)[0];
  const double half = 1.96 * std::sqrt(0.7 * 0.3 / 1000);  // 0.0284
  EXPECT_NEAR(interval.low, 0.7 - half, 0.0025);
  EXPECT_NEAR(interval.high, 0.7 + half, 0.0025);
}

TEST(Bootstrap, EveryThreadCountGivesTheSameBits) {
  std::vector<double> values(257);
  RandomStream stream(3, "test");
  for (double& value : values) value = stream.normal();
  BootstrapOptions options;
  options.num_resamples = 333;
  options.num_threads = 1;
  const auto one = bootstrap_intervals(257, 1, mean_of(values), options)[0];
  for (const int threads : {2, 3, 8}) {
    options.num_threads = threads;
    const auto many = bootstrap_intervals(257, 1, mean_of(values), options)[0];
    EXPECT_EQ(one.low, many.low) << threads;
    EXPECT_EQ(one.high, many.high) << threads;
  }
  options.seed = 2;
  EXPECT_NE(bootstrap_intervals(257, 1, mean_of(values), options)[0].low, one.low);
}

TEST(Bootstrap, DrawsWholeGroups) {
  BootstrapOptions options;
  options.num_resamples = 100;
  options.groups = {7, 7, 9, 9, 9, 4};  // members {0,1}, {2,3,4}, {5}
  std::mutex mutex;
  int resamples_with_repeats = 0;
  const auto check = [&](const std::vector<int32_t>& draws, double* scores) {
    std::vector<int> count(6, 0);
    for (const int32_t draw : draws) ++count[static_cast<size_t>(draw)];
    const std::lock_guard<std::mutex> lock(mutex);
    EXPECT_EQ(count[0], count[1]);
    EXPECT_EQ(count[2], count[3]);
    EXPECT_EQ(count[2], count[4]);
    EXPECT_EQ(count[0] + count[2] + count[5], 3);  // as many groups as there are
    if (count[0] > 1) ++resamples_with_repeats;
    scores[0] = 0;
  };
  bootstrap_intervals(6, 1, check, options);
  EXPECT_GT(resamples_with_repeats, 5);  // with replacement: expected 26 of 100
  EXPECT_LT(resamples_with_repeats, 60);
}

TEST(Bootstrap, GroupsOfTenEqualSamplesWidenTheIntervalBySqrtTen) {
  const auto values = zeros_and_ones(600, 1000);
  BootstrapOptions options;
  const auto independent = bootstrap_intervals(1000, 1, mean_of(values), options)[0];
  for (int i = 0; i < 1000; ++i) options.groups.push_back(i / 10);
  const auto grouped = bootstrap_intervals(1000, 1, mean_of(values), options)[0];
  const double ratio = (grouped.high - grouped.low) / (independent.high - independent.low);
  EXPECT_NEAR(ratio, std::sqrt(10.0), 0.3);
}

TEST(Bootstrap, OverGroupsItMatchesTheBinomialCalculation) {
  // Eight speakers of ten recordings; four are always right, four never. A resample draws eight speakers,
  // each right with probability 1/2: its accuracy is Binomial(8, 1/2) / 8. P(<= 0) = 1/256 = 0.4 % and P(<=
  // 1) = 9/256 = 3.5 %, so the 2.5 % quantile is 1/8, and by symmetry the 97.5 % quantile is 7/8.
  const auto values = zeros_and_ones(40, 80);
  BootstrapOptions options;
  options.num_resamples = 20000;
  for (int i = 0; i < 80; ++i) options.groups.push_back(i / 10);
  const auto over_groups = bootstrap_intervals(80, 1, mean_of(values), options)[0];
  EXPECT_DOUBLE_EQ(over_groups.low, 1.0 / 8);
  EXPECT_DOUBLE_EQ(over_groups.high, 7.0 / 8);
  options.groups.clear();  // over recordings: 1.96 * sqrt(0.25 / 80) = 0.11
  EXPECT_NEAR(bootstrap_intervals(80, 1, mean_of(values), options)[0].low, 0.39, 0.015);
}

TEST(Bootstrap, UndefinedScoresAreLeftOutOfTheInterval) {
  BootstrapOptions options;
  options.num_resamples = 50;
  const auto score = [](const std::vector<int32_t>& draws, double* scores) {
    scores[0] = std::nan("");
    scores[1] = draws[0] == 0 ? std::nan("") : 5.0;
  };
  const auto intervals = bootstrap_intervals(3, 2, score, options);
  EXPECT_TRUE(std::isnan(intervals[0].low) && std::isnan(intervals[0].high));
  EXPECT_EQ(intervals[1].low, 5.0);
  EXPECT_EQ(intervals[1].high, 5.0);
}

TEST(Bootstrap, CoversTheTruthAboutNineteenTimesInTwenty) {
  BootstrapOptions options;
  options.num_resamples = 300;
  int covered = 0;
  for (uint64_t trial = 0; trial < 300; ++trial) {
    RandomStream stream(11, "coverage", trial);
    std::vector<double> values(120);
    for (double& value : values) value = stream.bernoulli(0.7) ? 1.0 : 0.0;
    options.seed = trial;
    const auto interval = bootstrap_intervals(120, 1, mean_of(values), options)[0];
    if (interval.low <= 0.7 && 0.7 <= interval.high) ++covered;
  }
  EXPECT_GE(covered, 267);  // 89 %: three standard deviations below the method's 93 % at this size
  EXPECT_LE(covered, 297);
}

TEST(Bootstrap, ThePValueOfADifferenceIsTwiceTheShareBeyondZero) {
  // Four of eight samples differ by 1, the others by 0: a resample's mean is 0 where all eight draws are of
  // the others, with 2^-8, and below 0 never.
  const std::vector<double> differences = zeros_and_ones(4, 8);
  BootstrapOptions options;
  options.num_resamples = 40000;
  EXPECT_NEAR(bootstrap_intervals(8, 1, mean_of(differences), options)[0].p_value, 2.0 / 256, 0.002);
  options.num_resamples = 99;
  const std::vector<double> all_better(8, 0.5), equal(8, 0.0);
  EXPECT_DOUBLE_EQ(bootstrap_intervals(8, 1, mean_of(all_better), options)[0].p_value, 2.0 / 100);
  EXPECT_DOUBLE_EQ(bootstrap_intervals(8, 1, mean_of(equal), options)[0].p_value, 1.0);
}

TEST(Bootstrap, AnExceptionInTheScoreReachesTheCaller) {
  const auto score = [](const std::vector<int32_t>&, double*) { throw std::runtime_error("no score"); };
  BootstrapOptions options;
  options.num_threads = 3;
  EXPECT_THROW(bootstrap_intervals(3, 1, score, options), std::runtime_error);
}

TEST(WilsonInterval, MatchesTheHandCalculation) {
  // 8 of 10: z^2 = 3.8415; centre (0.8 + 0.19207) / 1.38415 = 0.71674;
  // half 1.95996 / 1.38415 * sqrt(0.016 + 0.0096037) = 0.22658.
  const auto interval = wilson_interval(8, 10);
  EXPECT_NEAR(interval.low, 0.49016, 2e-5);
  EXPECT_NEAR(interval.high, 0.94332, 2e-5);
}

TEST(WilsonInterval, StaysWideWhenAllSucceed) {
  EXPECT_NEAR(wilson_interval(1, 1).low, 1 / (1 + 3.8415), 1e-4);
  EXPECT_NEAR(wilson_interval(1, 1).high, 1.0, 1e-12);
  EXPECT_NEAR(wilson_interval(0, 10).low, 0.0, 1e-12);
  EXPECT_NEAR(wilson_interval(0, 10).high, 3.8415 / 13.8415, 1e-4);
  EXPECT_EQ(wilson_interval(0, 0).low, 0.0);
  EXPECT_EQ(wilson_interval(0, 0).high, 1.0);
}

}  // namespace
}  // namespace affekt
