#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <fstream>

#include "clustering/sweep/choose_k.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/random_stream.h"
#include "metrics/cluster_scores.h"

namespace affekt {
namespace {

using testing::HasSubstr;

struct Rows {
  std::vector<float> values;
  int64_t num_columns = 2;
  MatrixView view() const {
    return {values.data(), static_cast<int64_t>(values.size()) / num_columns, num_columns};
  }
};

/// Round clouds of deviation 1 around corners of a triangle whose sides are about 20 long.
Rows three_clouds(int64_t num_rows) {
  constexpr double kCentres[3][2] = {{0, 0}, {20, 0}, {10, 17}};
  Rows rows;
  RandomStream stream(4, "test");
  for (int64_t i = 0; i < num_rows; ++i) {
    for (const double centre : kCentres[i % 3])
      rows.values.push_back(static_cast<float>(centre + stream.normal()));
  }
  return rows;
}

/// Columns that have nothing to do with each other.
Rows unrelated_columns(int64_t num_rows, int64_t num_columns) {
  Rows rows;
  rows.num_columns = num_columns;
  RandomStream stream(4, "test");
  for (int64_t i = 0; i < num_rows * num_columns; ++i)
    rows.values.push_back(static_cast<float>(stream.uniform()));
  return rows;
}

SweepOptions small_sweep() {
  SweepOptions options;
  options.k_max = 6;
  options.kmeans.num_threads = 2;
  options.gap_references = 3;
  options.stability_rounds = 3;
  return options;
}

TEST(Sweep, EveryRuleFindsThreeClouds) {
  const Rows rows = three_clouds(600);
  for (const char* rule : {"stable_silhouette", "silhouette", "gap"}) {
    SweepOptions options = small_sweep();
    options.rule = rule;
    const Sweep sweep = sweep_k(rows.view(), options);
    EXPECT_EQ(sweep.chosen_k, 3) << rule;
    EXPECT_EQ(sweep.rule, rule);
    ASSERT_EQ(sweep.points.size(), 5u);
    const SweepPoint& three = sweep.points[1];
    EXPECT_EQ(three.k, 3);
    EXPECT_EQ(three.seed_ari, 1);
    EXPECT_EQ(three.seed_ari_min, 1);
    EXPECT_EQ(three.bootstrap_ari, 1);  // the clouds do not touch
    EXPECT_GT(three.gap, 1);
    EXPECT_DOUBLE_EQ(three.smallest_share, 1.0 / 3);
    EXPECT_LT(sweep.points[3].seed_ari, 1);  // five clusters cut two clouds: which, a seed decides
    EXPECT_LE(sweep.points[3].seed_ari_min, sweep.points[3].seed_ari);
    EXPECT_LE(sweep.points[3].bootstrap_ari_min, sweep.points[3].bootstrap_ari);
  }
}

TEST(Sweep, ScoresAreThoseOfTheFitWithTheSameOptions) {
  const Rows rows = unrelated_columns(300, 3);
  SweepOptions options = small_sweep();
  options.kmeans.seed = 7;
  const Sweep sweep = sweep_k(rows.view(), options);
  for (const SweepPoint& point : sweep.points) {
    KmeansOptions kmeans = options.kmeans;
    kmeans.num_clusters = point.k;
    const KmeansResult fit = fit_kmeans(rows.view(), kmeans);
    const ClusteredRows clustered{rows.values.data(), 300, 3, fit.labels.data(), static_cast<int>(point.k)};
    EXPECT_EQ(point.inertia, fit.inertia);
    EXPECT_EQ(point.silhouette, compute_silhouette(clustered, 1));
    EXPECT_EQ(point.davies_bouldin, compute_davies_bouldin(clustered));
    EXPECT_EQ(point.calinski_harabasz, compute_calinski_harabasz(clustered));
  }
  EXPECT_FALSE(sweep.silhouette_is_sampled);
  EXPECT_EQ(sweep.silhouette_rows, 300);
}

TEST(Sweep, ColumnsThatHaveNothingInCommonHaveNoGap) {
  const Rows rows = unrelated_columns(2000, 3);
  SweepOptions options = small_sweep();
  options.stability_rounds = 0;
  options.rule = "gap";
  const Sweep sweep = sweep_k(rows.view(), options);
  for (const SweepPoint& point : sweep.points) EXPECT_LT(std::abs(point.gap), 0.03) << point.k;
  // Two columns that are one and the same have one: the copies lose what they have in common.
  Rows pairs;
  for (int64_t i = 0; i < 2000; ++i) {
    const float value = rows.values[static_cast<size_t>(3 * i)];
    pairs.values.insert(pairs.values.end(), {value, value});
  }
  for (const SweepPoint& point : sweep_k(pairs.view(), options).points) EXPECT_GT(point.gap, 0.3) << point.k;
}

TEST(Sweep, OnePermutedCopyHasNoDeviationAndSeveralHave) {
  const Rows rows = unrelated_columns(300, 2);
  SweepOptions options = small_sweep();
  options.stability_rounds = 0;
  options.rule = "silhouette";
  options.gap_references = 1;
  for (const SweepPoint& point : sweep_k(rows.view(), options).points) EXPECT_EQ(point.gap_deviation, 0);
  options.gap_references = 4;
  for (const SweepPoint& point : sweep_k(rows.view(), options).points) EXPECT_GT(point.gap_deviation, 0);
}

TEST(Sweep, EveryThreadCountGivesTheSameBitsAndAnotherSeedOthers) {
  const Rows rows = unrelated_columns(500, 4);
  SweepOptions options = small_sweep();
  options.silhouette_rows = 200;
  options.kmeans.num_threads = 1;
  const nlohmann::json one = to_json(sweep_k(rows.view(), options));
  for (const int threads : {0, 2, 5}) {
    options.kmeans.num_threads = threads;
    EXPECT_EQ(to_json(sweep_k(rows.view(), options)), one) << threads;
  }
  options.kmeans.seed = 2;
  EXPECT_NE(to_json(sweep_k(rows.view(), options)), one);
}

TEST(Sweep, TheSilhouetteOfASampleIsNearThatOfAllRows) {
  const Rows rows = three_clouds(900);
  SweepOptions options = small_sweep();
  options.gap_references = options.stability_rounds = 0;
  options.rule = "silhouette";
  const Sweep exact = sweep_k(rows.view(), options);
  options.silhouette_rows = 300;
  const Sweep sampled = sweep_k(rows.view(), options);
  EXPECT_TRUE(sampled.silhouette_is_sampled);
  EXPECT_EQ(sampled.silhouette_rows, 300);
  for (size_t i = 0; i < exact.points.size(); ++i) {
    EXPECT_EQ(sampled.points[i].inertia, exact.points[i].inertia);
    EXPECT_NEAR(sampled.points[i].silhouette, exact.points[i].silhouette, 0.05) << exact.points[i].k;
    EXPECT_NE(sampled.points[i].silhouette, exact.points[i].silhouette);
  }
}

TEST(Sweep, ASampleThatMeetsOneClusterOnlyHasSilhouetteZero) {
  Rows rows = three_clouds(2998);
  for (float& value : rows.values) value *= 1e-3F;
  rows.values.insert(rows.values.end(),
                     {1e6F, 1e6F, 1e6F, 1e6F});  // two rows in 3000: a sample of 2 misses them
  SweepOptions options = small_sweep();
  options.gap_references = options.stability_rounds = 0;
  options.rule = "silhouette";
  options.k_max = 2;
  options.silhouette_rows = 2;
  EXPECT_EQ(sweep_k(rows.view(), options).points[0].silhouette, 0);
}

TEST(Sweep, WithoutGapAndStabilityTheirScoresAreZero) {
  SweepOptions options = small_sweep();
  options.gap_references = options.stability_rounds = 0;
  options.rule = "silhouette";
  for (const SweepPoint& point : sweep_k(three_clouds(90).view(), options).points) {
    EXPECT_EQ(point.gap, 0);
    EXPECT_EQ(point.seed_ari, 0);
    EXPECT_EQ(point.bootstrap_ari, 0);
  }
}

TEST(Sweep, ARuleWithoutItsScoresAndAnEmptyRangeAreRefused) {
  const Rows rows = three_clouds(90);
  SweepOptions options = small_sweep();
  options.stability_rounds = 0;
  EXPECT_THROW(sweep_k(rows.view(), options), ConfigError);
  options = small_sweep();
  options.rule = "gap";
  options.gap_references = 0;
  EXPECT_THROW(sweep_k(rows.view(), options), ConfigError);
  options = small_sweep();
  options.k_min = 7;
  EXPECT_THROW(sweep_k(rows.view(), options), ConfigError);
  options = small_sweep();
  options.k_max = 90;
  EXPECT_THROW(sweep_k(rows.view(), options), DataError);
}

TEST(Sweep, TooFewSongsThatDifferAreCountedBeforeAnyFit) {
  Rows rows;
  for (int i = 0; i < 40; ++i) rows.values.insert(rows.values.end(), {static_cast<float>(i % 5), 0});
  SweepOptions options = small_sweep();
  try {
    check_sweep(rows.view(), options);
    FAIL() << "accepted";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("k_max: 6 clusters can't be tried, only 5 of the 40 songs differ"));
  }
  options.k_max = 4;  // eight or less of 40 draws meet five rows as good as always
  EXPECT_NO_THROW(check_sweep(rows.view(), options));
}

TEST(Sweep, ABootstrapSampleWithTooFewDistinctRowsIsRefusedInWords) {
  const Rows rows{{0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0}};
  SweepOptions options = small_sweep();
  options.k_max = 5;
  options.stability_rounds = 20;  // forty samples of six rows: one with fewer than five of them is certain
  try {
    sweep_k(rows.view(), options);
    FAIL() << "accepted";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("of a bootstrap sample of the 6 songs differ from each other"));
    EXPECT_THAT(error.what(), HasSubstr("model.kmeans.sweep.k_max"));
  }
}

/// The first number behind `words`.
int64_t number_behind(const std::string& text, const std::string& words) {
  const size_t at = text.find(words);
  EXPECT_NE(at, std::string::npos) << text;
  return at == std::string::npos ? 0 : std::stoll(text.substr(at + words.size()));
}

TEST(Sweep, TheAdvisedRangeWorksAtOnce) {
  for (const int64_t num_rows : {3, 4, 6, 10, 14, 20}) {
    const Rows rows = unrelated_columns(num_rows, 2);
    SweepOptions options;
    options.k_min = 4;
    options.k_max = 20;
    std::string fault;
    try {
      check_sweep(rows.view(), options);
    } catch (const DataError& error) {
      fault = error.what();
    }
    const std::string both = "k_min and k_max to at most ", one = "lower k_max to at most ";
    if (fault.find("rule: silhouette") != std::string::npos) {
      options.gap_references = options.stability_rounds = 0;
      options.rule = "silhouette";
    }
    options.k_max = number_behind(fault, fault.find(both) != std::string::npos ? both : one);
    options.k_min = std::min(options.k_min, options.k_max);
    EXPECT_NO_THROW(check_sweep(rows.view(), options)) << num_rows << ": " << fault;
    ++options.k_max;
    EXPECT_THROW(check_sweep(rows.view(), options), DataError) << "more would have worked: " << fault;
  }
  try {
    check_sweep(unrelated_columns(2, 2).view(), SweepOptions());
    FAIL() << "accepted";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("sweep.enabled: false and model.kmeans.num_clusters: 2"));
  }
}

TEST(Sweep, StopsWhenInterrupted) {
  const Rows rows = three_clouds(90);
  install_interrupt_handlers();
  std::raise(SIGINT);
  EXPECT_THROW(sweep_k(rows.view(), small_sweep()), Interrupted);
  install_interrupt_handlers();
  EXPECT_EQ(sweep_k(rows.view(), small_sweep()).chosen_k, 3);
}

nlohmann::json read_golden(const std::string& name) {
  std::ifstream file(std::string(AFFEKT_SOURCE_DIR) + "/tests/golden/" + name);
  return nlohmann::json::parse(file);
}

/// The matrix of tests/golden/make_kmeans.py, and how far the scores of its clusters may lie from
/// scikit-learn's.
void expect_golden_scores(const KmeansOptions& options, const nlohmann::json& golden, double tolerance) {
  const auto noise = [](int64_t i) {
    return static_cast<double>((i * 1103515245 + 12345) % (int64_t{1} << 31)) / 2147483648.0 - 0.5;
  };
  Rows rows;
  rows.num_columns = 8;
  for (int64_t i = 0; i < 3000 * 8; ++i)
    rows.values.push_back(static_cast<float>(noise(i) + 1.5 * noise(7 + i / 8 % 12 * 8 + i % 8)));
  KmeansOptions filled = options;
  if (options.num_starts == 1) filled.initial_centroids.assign(rows.values.begin(), rows.values.begin() + 96);
  const KmeansResult fit = fit_kmeans(rows.view(), filled);
  const ClusteredRows clustered{rows.values.data(), 3000, 8, fit.labels.data(), 12};
  const auto expect_near = [&](double value, const char* name, double scale) {
    EXPECT_NEAR(value, golden.at(name).get<double>(), tolerance * scale) << name;
  };
  expect_near(fit.inertia, "inertia", 700);
  expect_near(compute_silhouette(clustered, 2), "silhouette", 1);
  expect_near(compute_davies_bouldin(clustered), "davies_bouldin", 1);
  expect_near(compute_calinski_harabasz(clustered), "calinski_harabasz", 2000);
}

TEST(ClusterScores, OfAFitFromTheFirstRowsAreThoseOfScikitLearn) {
  KmeansOptions options;
  options.num_clusters = 12;
  options.num_starts = 1;
  options.tolerance = 0;
  expect_golden_scores(options, read_golden("cluster_scores.json").at("kmeans"), 1e-6);
}

TEST(ClusterScores, OfTheBestOf150FitsAreNearThoseOfScikitLearn) {
  KmeansOptions options;
  options.num_clusters = 12;
  options.num_starts = 150;
  // Which fit is best differs by some rows: two versions of scikit-learn lie 0.0005 apart in the silhouette.
  expect_golden_scores(options, read_golden("kmeans.json").at("best_of_150"), 1e-3);
}

}  // namespace
}  // namespace affekt
