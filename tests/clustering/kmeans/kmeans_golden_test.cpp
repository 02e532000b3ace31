// Against scikit-learn: tests/golden/kmeans.json, made by make_kmeans.py beside it.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/clustering/kmeans/kmeans_problems.h"

namespace affekt {
namespace {

nlohmann::json read_golden() {
  std::ifstream file(std::string(AFFEKT_SOURCE_DIR) + "/tests/golden/kmeans.json");
  return nlohmann::json::parse(file);
}

class KmeansAgainstScikitLearn : public testing::TestWithParam<const char*> {};

TEST_P(KmeansAgainstScikitLearn, FromAGivenStartLabelsSizesAndIterationsAreEqual) {
  const auto golden = read_golden().at("from_first_12_rows");
  const auto problem = testing_support::golden_problem();
  KmeansOptions options;
  options.num_clusters = 12;
  options.algorithm = GetParam();
  options.tolerance = 0;
  options.initial_centroids = problem.start;
  const auto result = fit_kmeans(problem.rows(), options);
  EXPECT_EQ(result.iterations, golden.at("iterations").get<int64_t>());
  EXPECT_EQ(result.sizes, golden.at("sizes").get<std::vector<int64_t>>());
  EXPECT_EQ(std::vector<int32_t>(result.labels.begin(), result.labels.begin() + 24),
            golden.at("labels_first_24").get<std::vector<int32_t>>());
  const auto inertia = golden.at("inertia").get<double>();
  EXPECT_NEAR(result.inertia, inertia, 1e-6 * inertia);
  EXPECT_TRUE(result.converged);
  EXPECT_EQ(result.num_refilled, 0);
}

INSTANTIATE_TEST_SUITE_P(Kmeans, KmeansAgainstScikitLearn,
                         testing::Values("auto", "lloyd", "hamerly", "elkan"),
                         [](const auto& algorithm) { return std::string(algorithm.param); });

class KmeansStart : public testing::TestWithParam<const char*> {};

TEST_P(KmeansStart, TheBestOfManyIsAsGoodAsScikitLearnsBestOf150) {
  const auto golden = read_golden().at("best_of_150").at("inertia").get<double>();
  const auto problem = testing_support::golden_problem();
  KmeansOptions options;
  options.num_clusters = 12;
  options.start = GetParam();
  options.num_starts = 150;
  options.tolerance = 0;
  EXPECT_LE(fit_kmeans(problem.rows(), options).inertia, golden * (1 + 1e-6));
}

INSTANTIATE_TEST_SUITE_P(Kmeans, KmeansStart, testing::Values("kmeans++", "kmeans||"),
                         [](const auto& start) { return start.param[6] == '+' ? "plus_plus" : "parallel"; });

}  // namespace
}  // namespace affekt
