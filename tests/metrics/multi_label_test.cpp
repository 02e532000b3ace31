#include "metrics/multi_label.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/random_stream.h"

namespace affekt {
namespace {

TEST(AveragePrecision, IsTheSumOfRecallGainsTimesPrecision) {
  // In order: + - + -. Recall 1/2 at precision 1/1, recall 1 at precision 2/3.
  EXPECT_DOUBLE_EQ(average_precision({1, 0, 1, 0}, {0.9F, 0.8F, 0.7F, 0.1F}), 0.5 + 0.5 * 2 / 3);
  // scikit-learn's documented example: y 0 0 1 1, scores 0.1 0.4 0.35 0.8 give 0.83.
  EXPECT_NEAR(average_precision({0, 0, 1, 1}, {0.1F, 0.4F, 0.35F, 0.8F}), 0.8333333, 1e-6);
  EXPECT_DOUBLE_EQ(average_precision({0, 1}, {0.1F, 0.2F}), 1.0);
  EXPECT_DOUBLE_EQ(average_precision({1, 0}, {0.1F, 0.2F}), 0.5);
}

TEST(AveragePrecision, EqualScoresAreOneThreshold) {
  // At 0.5 one of two positives comes with two negatives: the precision there is 2 / 4, whatever the order.
  const double expected = 0.5 * 1 + 0.5 * 2 / 4;
  EXPECT_DOUBLE_EQ(average_precision({1, 1, 0, 0, 0}, {0.9F, 0.5F, 0.5F, 0.5F, 0.1F}), expected);
  EXPECT_DOUBLE_EQ(average_precision({0, 0, 0, 1, 1}, {0.5F, 0.1F, 0.5F, 0.5F, 0.9F}), expected);
}

TEST(AveragePrecision, OfConstantScoresIsThePrevalence) {
  EXPECT_DOUBLE_EQ(average_precision({1, 0, 0, 1, 0}, std::vector<float>(5, 0.3F)), 0.4);
}

TEST(AveragePrecision, IsNotDefinedWithoutAPositiveOrWithANaN) {
  EXPECT_TRUE(std::isnan(average_precision({0, 0}, {0.1F, 0.2F})));
  EXPECT_TRUE(std::isnan(average_precision({1, 0}, {0.1F, std::nanf("")})));
  EXPECT_DOUBLE_EQ(average_precision({1}, {0.1F}), 1.0);
}

TEST(AveragePrecision, OfARandomOrderIsTheMeanOverAllOrders) {
  for (int64_t n = 1; n <= 6; ++n) {
    std::vector<float> scores;
    for (int64_t i = 0; i < n; ++i) scores.push_back(static_cast<float>(n - i));
    for (int64_t k = 1; k <= n; ++k) {
      std::vector<uint8_t> labels(static_cast<size_t>(n), 0);
      std::fill_n(labels.end() - k, k, uint8_t{1});  // the first of the arrangements
      double sum = 0;
      int num_orders = 0;
      do {
        sum += average_precision(labels, scores);
        ++num_orders;
      } while (std::next_permutation(labels.begin(), labels.end()));
      EXPECT_NEAR(average_precision_of_random_order(n, k), sum / num_orders, 1e-12) << k << " of " << n;
    }
  }
  EXPECT_DOUBLE_EQ(average_precision_of_random_order(2, 1), 0.75);
  EXPECT_TRUE(std::isnan(average_precision_of_random_order(3, 0)));
}

TEST(AveragePrecision, OfARandomOrderOfManyIsTheSameByBothSums) {
  double harmonic = 0;
  for (int term = 1; term <= 273; ++term) harmonic += 1.0 / term;
  EXPECT_NEAR(average_precision_of_random_order(273, 1), harmonic / 273, 1e-14);
  EXPECT_THROW(average_precision_of_random_order(2, 3), std::logic_error);
}

/// From the definition, quadratic: at each distinct score, precision and recall of all samples at or above.
double average_precision_by_definition(const std::vector<uint8_t>& labels, const std::vector<float>& scores) {
  std::vector<float> thresholds(scores);
  std::sort(thresholds.begin(), thresholds.end());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  const auto num_positive = static_cast<double>(std::count(labels.begin(), labels.end(), 1));
  double sum = 0, recall_before = 0;
  for (size_t t = thresholds.size(); t-- > 0;) {
    double found = 0, seen = 0;
    for (size_t i = 0; i < scores.size(); ++i)
      if (scores[i] >= thresholds[t]) seen += 1, found += labels[i];
    sum += (found / num_positive - recall_before) * found / seen;
    recall_before = found / num_positive;
  }
  return sum;
}

TEST(RankedLabels, CountsAreAsGoodAsRepeatedRows) {
  RandomStream stream(5, "test");
  std::vector<uint8_t> labels, repeated_labels;
  std::vector<float> scores, repeated_scores;
  std::vector<int32_t> counts;
  for (int i = 0; i < 60; ++i) {
    labels.push_back(stream.below(3) == 0 ? 1 : 0);
    scores.push_back(static_cast<float>(stream.below(20)) / 20);  // with ties
    counts.push_back(static_cast<int32_t>(stream.below(4)));
    repeated_labels.insert(repeated_labels.end(), static_cast<size_t>(counts.back()), labels.back());
    repeated_scores.insert(repeated_scores.end(), static_cast<size_t>(counts.back()), scores.back());
  }
  EXPECT_NEAR(average_precision(labels, scores), average_precision_by_definition(labels, scores), 1e-12);
  EXPECT_NEAR(RankedLabels(labels, scores, 1, 0).average_precision(counts),
              average_precision_by_definition(repeated_labels, repeated_scores), 1e-12);
}

TEST(MultiLabelScores, MapLeavesOutCategoriesWithoutASample) {
  // [N = 3, K = 3]; the columns are: 1 0 1, none, 0 0 1.
  const MultiLabelScores scores = score_multi_label(
      {1, 0, 0, 0, 0, 0, 1, 0, 1}, {0.9F, 0.1F, 0.9F, 0.8F, 0.1F, 0.5F, 0.1F, 0.1F, 0.1F}, 3);
  EXPECT_DOUBLE_EQ(scores.average_precision[0], 0.5 + 0.5 * 2 / 3);
  EXPECT_TRUE(std::isnan(scores.average_precision[1]));
  EXPECT_DOUBLE_EQ(scores.average_precision[2], 1.0 / 3);
  EXPECT_DOUBLE_EQ(scores.map, (5.0 / 6 + 1.0 / 3) / 2);
  EXPECT_TRUE(std::isnan(score_multi_label({0, 0}, {0.1F, 0.2F}, 2).map));
}

TEST(MultiLabelScores, ANaNIsNotPassedOver) {
  EXPECT_TRUE(std::isnan(score_multi_label({1, 1}, {0.5F, std::nanf("")}, 2).map));
}

TEST(MultiLabelScores, OtherShapesAreRefused) {
  EXPECT_THROW(score_multi_label({1, 0, 1}, {0.1F, 0.2F, 0.3F}, 2), std::logic_error);
  EXPECT_THROW(score_multi_label({1, 0}, {0.1F}, 1), std::logic_error);
}

}  // namespace
}  // namespace affekt
