#include "metrics/affect_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/random_stream.h"

namespace affekt {
namespace {

/// Four people, two categories; the second one has no sample.
struct FourPeople {
  std::vector<uint8_t> labels = {1, 0, 0, 0, 1, 0, 0, 0};
  std::vector<float> probabilities = {0.9F, 0.1F, 0.8F, 0.2F, 0.7F, 0.3F, 0.1F, 0.4F};
  std::vector<float> values = {4, 5, 6, 5, 5, 7, 6, 4, 7, 7, 8, 3};
  std::vector<float> predicted = {4, 4, 7, 4, 4, 7, 5, 4, 7, 7, 4, 7};

  ScoredAffect scored() const { return {labels, probabilities, values, predicted, 2}; }
};

double value_of(const AffectScores& scores, const std::string& name) {
  return scores.values[affect_metric_index(name)];
}

BootstrapOptions options_of(int64_t num_resamples, std::vector<int64_t> groups = {}) {
  BootstrapOptions options;
  options.num_resamples = num_resamples;
  options.groups = std::move(groups);
  return options;
}

TEST(AffectScores, AreThoseOfTheHandCalculation) {
  const FourPeople people;
  const AffectScores scores = score_affect(people.scored(), options_of(0));
  ASSERT_EQ(scores.values.size(), affect_metrics().size() + 2);
  EXPECT_DOUBLE_EQ(value_of(scores, "map"), 5.0 / 6);
  EXPECT_DOUBLE_EQ(scores.values[affect_metrics().size()], 5.0 / 6);
  EXPECT_TRUE(std::isnan(scores.values[affect_metrics().size() + 1]));
  EXPECT_DOUBLE_EQ(value_of(scores, "mae_valence"), 0.5);     // 0 1 1 0
  EXPECT_DOUBLE_EQ(value_of(scores, "mae_arousal"), 1.5);     // 1 1 0 4
  EXPECT_DOUBLE_EQ(value_of(scores, "mae_dominance"), 1.25);  // 1 0 0 4
  EXPECT_DOUBLE_EQ(value_of(scores, "rmse_arousal"), std::sqrt(18.0 / 4));
  // Arousal: truth 5 5 4 8, mean 5.5, variance 2.25; the prediction is a constant 4.
  EXPECT_EQ(value_of(scores, "ccc_arousal"), 0.0);
  EXPECT_DOUBLE_EQ(value_of(scores, "three_level_accuracy_valence"), 0.75);   // 5 taken for 4
  EXPECT_DOUBLE_EQ(value_of(scores, "three_level_accuracy_arousal"), 0.25);   // only the 4
  EXPECT_DOUBLE_EQ(value_of(scores, "three_level_accuracy_dominance"), 0.5);  // 6 and 3 taken for 7
  EXPECT_DOUBLE_EQ(value_of(scores, "three_level_accuracy"), 0.5);
  EXPECT_TRUE(std::isnan(scores.ci[0].low));
}

TEST(AffectScores, MetricsAreNamedOnceAndErrorsAreBetterLow) {
  std::set<std::string> names;
  for (const MetricInfo& metric : affect_metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    const bool is_error = metric.name.rfind("mae", 0) == 0 || metric.name.rfind("rmse", 0) == 0;
    EXPECT_EQ(metric.higher_is_better, !is_error) << metric.name;
  }
  EXPECT_EQ(names.size(), 14U);
}

TEST(AffectScores, EachPersonFourTimesInAPictureNarrowsNoIntervalOverPictures) {
  const FourPeople people;
  FourPeople copied = people;
  std::vector<int64_t> pictures = {0, 1, 2, 3};
  for (int copy = 1; copy < 4; ++copy) {
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(copied.labels, people.labels);
    append(copied.probabilities, people.probabilities);
    append(copied.values, people.values);
    append(copied.predicted, people.predicted);
    append(pictures, std::vector<int64_t>{0, 1, 2, 3});
  }
  const size_t mae = affect_metric_index("mae_arousal");
  const auto width = [&](const FourPeople& whose, const std::vector<int64_t>& groups) {
    const Interval interval = score_affect(whose.scored(), options_of(400, groups)).ci[mae];
    return interval.high - interval.low;
  };
  EXPECT_DOUBLE_EQ(width(copied, pictures), width(people, {0, 1, 2, 3}));
  EXPECT_LT(width(copied, {}), 0.7 * width(people, {}));  // over people the copies would count as evidence
}

TEST(AffectScores, TheDifferenceOfAModelWithItselfIsZeroInEveryResample) {
  const FourPeople people;
  const AffectScores difference = compare_affect(people.scored(), people.scored(), options_of(50));
  EXPECT_EQ(difference.values[0], 0.0);
  EXPECT_EQ(difference.ci[0].low, 0.0);
  EXPECT_EQ(difference.ci[0].high, 0.0);
}

TEST(AffectScores, ADifferenceIsSecondMinusFirst) {
  const FourPeople people;
  FourPeople worse = people;
  for (size_t i = 0; i < worse.predicted.size(); i += 3) worse.predicted[i] = worse.values[i] + 2;
  const AffectScores difference = compare_affect(people.scored(), worse.scored(), options_of(0));
  EXPECT_DOUBLE_EQ(value_of(difference, "mae_valence"), 1.5);
  EXPECT_EQ(value_of(difference, "mae_arousal"), 0.0);
}

/// 120 people in 40 pictures, 12 categories of 5 to 60 % of them, ranked at random.
struct RankedAtRandom {
  static constexpr int64_t kNumPeople = 120, kNumCategories = 12;
  std::vector<uint8_t> labels;
  std::vector<float> probabilities, constant;
  std::vector<float> values = std::vector<float>(kNumPeople * kNumAffectValues, 5);
  std::vector<int64_t> pictures;

  explicit RankedAtRandom(uint64_t seed) {
    RandomStream stream(seed, "test");
    for (int64_t i = 0; i < kNumPeople; ++i) {
      pictures.push_back(i / 3);
      for (int64_t k = 0; k < kNumCategories; ++k) {
        labels.push_back(stream.bernoulli(0.05 + 0.05 * static_cast<double>(k)) ? 1 : 0);
        probabilities.push_back(static_cast<float>(stream.uniform(0, 1)));
        constant.push_back(0.5F);
      }
    }
  }
  ScoredAffect scored() const { return {labels, probabilities, values, values, kNumCategories}; }
};

TEST(AffectScores, ARandomOrderBeatsARandomOrderInOneCaseOfForty) {
  int num_above = 0, num_below = 0;
  constexpr int kNumCases = 200;
  for (uint64_t seed = 0; seed < kNumCases; ++seed) {
    const RankedAtRandom people(seed);
    const Interval interval =
        compare_with_random_order(people.scored(), options_of(150, people.pictures)).ci[0];
    num_above += interval.low > 0 ? 1 : 0;
    num_below += interval.high < 0 ? 1 : 0;
  }
  // 5 expected of each: 14 or more are as likely as 1 in 1,000 (binomial).
  EXPECT_LE(num_above, 13);
  EXPECT_LE(num_below, 13);
}

TEST(AffectScores, AnIntervalOfAveragePrecisionHasItsValueInside) {
  const RankedAtRandom people(3);
  const AffectScores scores = score_affect(people.scored(), options_of(400, people.pictures));
  const Interval map = scores.ci[0];
  const double place = (scores.values[0] - map.low) / (map.high - map.low);
  EXPECT_NEAR(place, 0.5, 0.15);  // without the step it is at 0.1 or below
}

TEST(AffectScores, AConstantAnswerIsNotBeatenByMoreThanTheChanceOfFewPeople) {
  const RankedAtRandom people(5);
  const ScoredAffect constant = {people.labels, people.constant, people.values, people.values,
                                 RankedAtRandom::kNumCategories};
  const AffectScores difference = compare_affect(constant, people.scored(), options_of(400, people.pictures));
  const double centre = (difference.ci[0].low + difference.ci[0].high) / 2;
  EXPECT_NEAR(centre, difference.values[0], 0.2 * (difference.ci[0].high - difference.ci[0].low));
}

TEST(AffectScores, ARandomOrderIsScoredByCategory) {
  const FourPeople people;
  const std::vector<double> scores = score_random_order(people.scored());
  // 2 of 4: H = 25/12, H/4 = 25/48, and 1/3 of the rest: 25/48 + 23/144.
  EXPECT_DOUBLE_EQ(scores[0], 25.0 / 48 + 23.0 / 144);
  EXPECT_DOUBLE_EQ(scores[affect_metrics().size()], scores[0]);
  EXPECT_TRUE(std::isnan(scores[affect_metrics().size() + 1]));
  EXPECT_TRUE(std::isnan(scores[affect_metric_index("mae_valence")]));
  EXPECT_DOUBLE_EQ(compare_with_random_order(people.scored(), options_of(0)).values[0], 5.0 / 6 - scores[0]);
}

}  // namespace
}  // namespace affekt
