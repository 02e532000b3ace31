#include "metrics/cluster_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/random_stream.h"

namespace affekt {
namespace {

struct Example {
  std::vector<float> rows;
  std::vector<int32_t> labels;
  int64_t num_columns = 1;
  int num_clusters = 2;
  ClusteredRows clustered() const {
    return {rows.data(), static_cast<int64_t>(labels.size()), num_columns, labels.data(), num_clusters};
  }
};

/// Two clusters on a line: 0 and 1, 4 and 6.
Example two_pairs() {
  return {{0, 1, 4, 6}, {0, 0, 1, 1}};
}

Example random_example(int64_t num_rows, int64_t num_columns, int num_clusters) {
  Example example;
  example.num_columns = num_columns;
  example.num_clusters = num_clusters;
  RandomStream stream(5, "test");
  for (int64_t i = 0; i < num_rows; ++i) {
    example.labels.push_back(static_cast<int32_t>(stream.below(static_cast<uint64_t>(num_clusters))));
    for (int64_t d = 0; d < num_columns; ++d)
      example.rows.push_back(static_cast<float>(stream.normal() + example.labels.back()));
  }
  return example;
}

/// Straight from the definition, in double.
std::vector<double> widths_by_definition(const Example& example) {
  const size_t n = example.labels.size();
  const auto num_columns = static_cast<size_t>(example.num_columns);
  std::vector<double> widths;
  for (size_t i = 0; i < n; ++i) {
    std::vector<double> sums(static_cast<size_t>(example.num_clusters), 0.0);
    std::vector<int> counts(sums.size(), 0);
    for (size_t j = 0; j < n; ++j) {
      if (i == j) continue;
      double square = 0;
      for (size_t d = 0; d < num_columns; ++d)
        square += std::pow(static_cast<double>(example.rows[i * num_columns + d]) -
                               static_cast<double>(example.rows[j * num_columns + d]),
                           2);
      sums[static_cast<size_t>(example.labels[j])] += std::sqrt(square);
      ++counts[static_cast<size_t>(example.labels[j])];
    }
    const auto own = static_cast<size_t>(example.labels[i]);
    double nearest = std::numeric_limits<double>::infinity();
    for (size_t k = 0; k < sums.size(); ++k)
      if (k != own && counts[k] > 0) nearest = std::min(nearest, sums[k] / counts[k]);
    const double within = counts[own] > 0 ? sums[own] / counts[own] : 0;
    widths.push_back(counts[own] > 0 ? (nearest - within) / std::max(nearest, within) : 0);
  }
  return widths;
}

nlohmann::json read_golden() {
  std::ifstream file(std::string(AFFEKT_SOURCE_DIR) + "/tests/golden/cluster_scores.json");
  return nlohmann::json::parse(file);
}

double noise(int64_t i) {
  return static_cast<double>((i * 1103515245 + 12345) % (int64_t{1} << 31)) / 2147483648.0 - 0.5;
}

std::vector<int32_t> golden_partition(const std::string& name) {
  std::vector<int32_t> labels;
  for (int32_t row = 0; row < 300; ++row)
    labels.push_back(name == "seven" ? row % 7 : name == "merged" ? std::min(row % 7, 4) : row * row % 5);
  return labels;
}

/// The matrix of tests/golden/make_cluster_scores.py.
Example golden_example(const std::string& name) {
  Example example{{}, golden_partition(name), 5, 7};
  for (int64_t row = 0; row < 300; ++row) {
    for (int64_t d = 0; d < 5; ++d)
      example.rows.push_back(static_cast<float>(noise(row * 5 + d) + 0.8 * noise(3 + row % 7 * 5 + d)));
  }
  return example;
}

TEST(Silhouette, MatchesTheHandCalculation) {
  // To the own and to the other cluster: 1 and (4 + 6) / 2; 1 and (3 + 5) / 2; 2 and (4 + 3) / 2;
  // 2 and (6 + 5) / 2.
  const Example example = two_pairs();
  const auto widths = compute_silhouette_widths(example.clustered(), 1);
  const std::vector<double> expected = {0.8, 0.75, 1.5 / 3.5, 3.5 / 5.5};
  ASSERT_EQ(widths.size(), 4u);
  for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(widths[i], expected[i], 1e-7) << i;
  EXPECT_NEAR(compute_silhouette(example.clustered(), 1), (0.8 + 0.75 + 1.5 / 3.5 + 3.5 / 5.5) / 4, 1e-12);
}

TEST(Silhouette, IsThatOfTheDefinitionForClustersOfManyBlocks) {
  const Example example = random_example(1100, 3, 4);
  const auto expected = widths_by_definition(example);
  const auto widths = compute_silhouette_widths(example.clustered(), 2);
  for (size_t i = 0; i < widths.size(); ++i) ASSERT_NEAR(widths[i], expected[i], 1e-6) << i;
}

TEST(Silhouette, OfSomeRowsIsTakenAmongAllOfThem) {
  const Example example = random_example(700, 9, 5);
  const auto widths = compute_silhouette_widths(example.clustered(), 1);
  const std::vector<int64_t> chosen = {3, 699, 42, 0};
  EXPECT_EQ(compute_silhouette_widths(example.clustered(), chosen, 2),
            (std::vector<float>{widths[3], widths[699], widths[42], widths[0]}));
  EXPECT_THROW(compute_silhouette_widths(example.clustered(), {700}, 1), std::logic_error);
}

TEST(Silhouette, EveryThreadCountGivesTheSameBits) {
  const Example example = random_example(700, 9, 5);
  const double one = compute_silhouette(example.clustered(), 1);
  const auto widths = compute_silhouette_widths(example.clustered(), 1);
  for (const int threads : {0, 2, 3, 8}) {
    EXPECT_EQ(compute_silhouette(example.clustered(), threads), one) << threads;
    EXPECT_EQ(compute_silhouette_widths(example.clustered(), threads), widths) << threads;
  }
}

TEST(Silhouette, ARowAloneInItsClusterHasWidthZero) {
  const Example example{{0, 1, 9}, {0, 0, 1}};
  EXPECT_EQ(compute_silhouette_widths(example.clustered(), 1)[2], 0.0F);
}

TEST(Silhouette, EqualRowsInTwoClustersHaveWidthZero) {
  const Example example{{3, 3, 3, 3}, {0, 0, 1, 1}};
  EXPECT_EQ(compute_silhouette(example.clustered(), 1), 0.0);
}

TEST(ClusterScores, AClusterWithoutRowsIsAsIfItWereNotThere) {
  const Example two = two_pairs();
  Example three = two;
  three.labels = {0, 0, 2, 2};
  three.num_clusters = 3;
  EXPECT_EQ(compute_silhouette(three.clustered(), 1), compute_silhouette(two.clustered(), 1));
  EXPECT_EQ(compute_davies_bouldin(three.clustered()), compute_davies_bouldin(two.clustered()));
  EXPECT_EQ(compute_calinski_harabasz(three.clustered()), compute_calinski_harabasz(two.clustered()));
}

TEST(ClusterScores, OneClusterOnlyOrALabelOutsideIsABugOfTheCaller) {
  Example example{{0, 1, 2}, {1, 1, 1}};
  EXPECT_THROW(compute_silhouette(example.clustered(), 1), std::logic_error);
  EXPECT_THROW(compute_davies_bouldin(example.clustered()), std::logic_error);
  EXPECT_THROW(compute_calinski_harabasz(example.clustered()), std::logic_error);
  example.labels = {0, 1, 2};
  EXPECT_THROW(compute_silhouette(example.clustered(), 1), std::logic_error);
  EXPECT_THROW(compute_davies_bouldin(example.clustered()), std::logic_error);
}

TEST(ClusterScores, MatchTheHandCalculation) {
  // Centroids 0.5 and 5; mean distances to them 0.5 and 1: (0.5 + 1) / 4.5 for both clusters.
  EXPECT_NEAR(compute_davies_bouldin(two_pairs().clustered()), 1.0 / 3, 1e-12);
  // Within 2 * 0.25 + 2 * 1 = 2.5; mean 2.75, between 4 * 2.25^2 = 20.25: 20.25 / (2.5 / 2).
  EXPECT_NEAR(compute_calinski_harabasz(two_pairs().clustered()), 16.2, 1e-12);
}

TEST(ClusterScores, RowsThatAreTheirCentroidsHaveTheConventionalScores) {
  const Example example{{1, 1, 5, 5}, {0, 0, 1, 1}};
  EXPECT_EQ(compute_calinski_harabasz(example.clustered()), 1.0);
  EXPECT_EQ(compute_davies_bouldin(example.clustered()), 0.0);
  EXPECT_EQ(compute_silhouette(example.clustered(), 1), 1.0);
}

class ClusterScoresGolden : public testing::TestWithParam<const char*> {};

TEST_P(ClusterScoresGolden, AgreeWithScikitLearn) {
  const auto golden = read_golden().at("rows").at(GetParam());
  const Example example = golden_example(GetParam());
  const ClusteredRows clustered = example.clustered();
  EXPECT_NEAR(compute_silhouette(clustered, 2), golden.at("silhouette").get<double>(), 1e-7);
  const auto widths = compute_silhouette_widths(clustered, 2);
  const auto expected = golden.at("silhouette_widths_first_20").get<std::vector<double>>();
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(widths[i], expected[i], 1e-6) << i;
  const auto davies_bouldin = golden.at("davies_bouldin").get<double>();
  EXPECT_NEAR(compute_davies_bouldin(clustered), davies_bouldin, 1e-10 * davies_bouldin);
  const auto calinski_harabasz = golden.at("calinski_harabasz").get<double>();
  EXPECT_NEAR(compute_calinski_harabasz(clustered), calinski_harabasz, 1e-10 * calinski_harabasz);
}

INSTANTIATE_TEST_SUITE_P(Partitions, ClusterScoresGolden, testing::Values("seven", "merged", "squares"),
                         [](const auto& partition) { return std::string(partition.param); });

TEST(PartitionAgreement, AgreesWithScikitLearn) {
  const auto golden = read_golden().at("agreements");
  for (const auto& [first, second] : std::vector<std::pair<std::string, std::string>>{
           {"seven", "merged"}, {"seven", "squares"}, {"merged", "squares"}}) {
    const auto& expected = golden.at(first + "_" + second);
    const auto agreement = compare_partitions(golden_partition(first), golden_partition(second));
    EXPECT_NEAR(agreement.adjusted_rand, expected.at("adjusted_rand").get<double>(), 1e-12) << first;
    EXPECT_NEAR(agreement.normalized_mutual_info, expected.at("normalized_mutual_info").get<double>(), 1e-12)
        << first;
  }
}

TEST(PartitionAgreement, MatchesTheHandCalculation) {
  // Pairs together in both: 1; in the clusters 2, in the classes 1, of 6: expected 2 * 1 / 6, best 1.5.
  // Mutual information ln 2 over the mean of the entropies ln 2 and 1.5 ln 2. Majorities 2 and 1 of 4.
  const auto agreement = compare_partitions({0, 0, 1, 1}, {0, 0, 1, 2});
  EXPECT_NEAR(agreement.adjusted_rand, (1 - 1.0 / 3) / (1.5 - 1.0 / 3), 1e-12);
  EXPECT_NEAR(agreement.normalized_mutual_info, 0.8, 1e-12);
  EXPECT_DOUBLE_EQ(agreement.purity, 0.75);
}

TEST(PartitionAgreement, OnlyPurityDependsOnTheSide) {
  const auto one = compare_partitions({0, 0, 1, 1}, {0, 0, 1, 2});
  const auto other = compare_partitions({0, 0, 1, 2}, {0, 0, 1, 1});
  EXPECT_DOUBLE_EQ(one.adjusted_rand, other.adjusted_rand);
  EXPECT_DOUBLE_EQ(one.normalized_mutual_info, other.normalized_mutual_info);
  EXPECT_DOUBLE_EQ(other.purity, 1.0);
}

TEST(PartitionAgreement, OtherNumbersForTheSameGroupsChangeNothing) {
  constexpr int32_t kLargest = std::numeric_limits<int32_t>::max();
  const auto agreement = compare_partitions({0, 0, 1, 1, 2}, {kLargest, kLargest, 7, 7, 0});
  EXPECT_DOUBLE_EQ(agreement.adjusted_rand, 1);
  EXPECT_DOUBLE_EQ(agreement.normalized_mutual_info, 1);
  EXPECT_DOUBLE_EQ(agreement.purity, 1);
}

TEST(PartitionAgreement, IndependentPartitionsAgreeLessThanByChanceOrNotAtAll) {
  // No pair is together in both; 2 and 2 of 6: (0 - 2/3) / (2 - 2/3) = -0.5.
  const auto agreement = compare_partitions({0, 1, 0, 1}, {0, 0, 1, 1});
  EXPECT_DOUBLE_EQ(agreement.adjusted_rand, -0.5);
  EXPECT_NEAR(agreement.normalized_mutual_info, 0, 1e-12);
  EXPECT_DOUBLE_EQ(agreement.purity, 0.5);
}

TEST(PartitionAgreement, AllTogetherTwiceAndAllApartTwiceAreEqualPartitions) {
  for (const std::vector<int32_t>& labels : {std::vector<int32_t>{4, 4, 4}, {0, 1, 2}, {0}}) {
    const auto agreement = compare_partitions(labels, labels);
    EXPECT_DOUBLE_EQ(agreement.adjusted_rand, 1) << labels.size();
    EXPECT_DOUBLE_EQ(agreement.normalized_mutual_info, 1) << labels.size();
  }
  const auto opposite = compare_partitions({4, 4, 4}, {0, 1, 2});
  EXPECT_DOUBLE_EQ(opposite.adjusted_rand, 0);
  EXPECT_DOUBLE_EQ(opposite.normalized_mutual_info, 0);
}

TEST(VarianceExplained, MatchesTheHandCalculation) {
  // Mean 3.5: total 6.25 + 2.25 + 2.25 + 6.25 = 17, between 4 * 2^2 = 16. The third cluster has no value.
  EXPECT_DOUBLE_EQ(compute_variance_explained({1, 2, 5, 6}, {0, 0, 2, 2}, 3), 16.0 / 17);
}

TEST(VarianceExplained, IsZeroWithinOneClusterAndWithoutVariance) {
  EXPECT_DOUBLE_EQ(compute_variance_explained({1, 2, 5, 6}, {0, 0, 0, 0}, 2), 0);
  EXPECT_DOUBLE_EQ(compute_variance_explained({3, 3, 3}, {0, 1, 1}, 2), 0);
  EXPECT_DOUBLE_EQ(compute_variance_explained({1, 2, 3}, {0, 1, 2}, 3), 1);
}

TEST(VarianceExplained, AValueThatIsMissingIsABugOfTheCaller) {
  EXPECT_THROW(compute_variance_explained({1, std::nanf("")}, {0, 1}, 2), std::logic_error);
  EXPECT_THROW(compute_variance_explained({1, 2}, {0, 2}, 2), std::logic_error);
}

}  // namespace
}  // namespace affekt
