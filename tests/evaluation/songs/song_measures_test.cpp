#include "evaluation/songs/song_measures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random_stream.h"
#include "tests/evaluation/songs/song_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;

SongMeasureInput fixture_measures(const SongReportInput& report) {
  SongMeasureInput input;
  input.points = {report.answers.points.data(), 12, 2};
  input.labels = report.answers.labels;
  input.distances2 = report.answers.distances2;
  input.num_clusters = 3;
  input.bootstrap_samples = 200;
  return input;
}

class SongMeasures : public ::testing::Test {
 protected:
  double value_of(const char* name) const { return metrics_[name]["value"]; }

  SongFixture fixture_ = make_song_fixture();
  SongReportInput report_ = make_song_input(fixture_);
  SongMeasureInput input_ = fixture_measures(report_);
  json metrics_ = measure_clusters(input_);
};

TEST_F(SongMeasures, InertiaAndItsShareAreThoseOfAHandCalculation) {
  EXPECT_NEAR(value_of("inertia"), 0.08, 1e-7);  // eight songs, 0.1 from their centroids
  // The centroids lie (-0.267, -0.183), (0.333, 0.017) and (0.133, 0.517) from the mean of all songs:
  // 6 x 0.104722 + 4 x 0.111389 + 2 x 0.284722 = 1.643333 between the clusters.
  EXPECT_NEAR(value_of("feature_variance_explained"), 1 - 0.08 / 1.723333, 1e-5);
  EXPECT_NEAR(value_of("smallest_share"), 2.0 / 12, 1e-12);
  // Variance ratio: (1.643333 / (3 - 1)) / (0.08 / (12 - 3)).
  EXPECT_NEAR(value_of("calinski_harabasz"), (1.643333 / 2) / (0.08 / 9), 0.01);
}

TEST_F(SongMeasures, DaviesBouldinIsThatOfAHandCalculation) {
  // Mean distances to the centroids: 0.4 / 6, 0.2 / 4, 0.2 / 2. Distances of the centroids: 0-1 sqrt(0.4),
  // 0-2 sqrt(0.65), 1-2 sqrt(0.29). Each cluster's worst neighbour: 0 with 2, 1 with 2, 2 with 1.
  const double s0 = 0.4 / 6, s1 = 0.05, s2 = 0.1;
  const double with_2 = (s0 + s2) / std::sqrt(0.65), one_two = (s1 + s2) / std::sqrt(0.29);
  EXPECT_NEAR(value_of("davies_bouldin"), (with_2 + one_two + one_two) / 3, 1e-5);
}

TEST_F(SongMeasures, TheSilhouetteHasAnIntervalAroundIt) {
  const json& silhouette = metrics_["silhouette"];
  EXPECT_EQ(silhouette["num_songs"], 12);
  EXPECT_EQ(silhouette["is_sampled"], false);
  EXPECT_LT(silhouette["ci95"][0], silhouette["value"]);
  EXPECT_GT(silhouette["ci95"][1], silhouette["value"]);
  input_.bootstrap_samples = 0;
  EXPECT_TRUE(measure_clusters(input_)["silhouette"]["ci95"].is_null());
}

TEST_F(SongMeasures, BeyondTheLimitTheSilhouetteIsOfASample) {
  input_.silhouette_rows = 8;
  const json silhouette = measure_clusters(input_)["silhouette"];
  EXPECT_EQ(silhouette["num_songs"], 8);
  EXPECT_EQ(silhouette["is_sampled"], true);
  EXPECT_EQ(silhouette, measure_clusters(input_)["silhouette"]);
}

TEST_F(SongMeasures, ASampledSongIsComparedWithAllSongs) {
  input_.bootstrap_samples = 0;
  const double exact = value_of("silhouette");
  input_.silhouette_rows = 3;
  EXPECT_EQ(measure_clusters(input_)["silhouette"]["num_compared"], 12);
  // Over many draws the mean is that of all songs; among three songs alone most widths would be 0, their
  // clusters having one song.
  double sum = 0;
  for (input_.seed = 0; input_.seed < 400; ++input_.seed)
    sum += measure_clusters(input_)["silhouette"]["value"].get<double>();
  EXPECT_NEAR(sum / 400, exact, 0.01);
}

TEST_F(SongMeasures, AVeryLargeCatalogueIsComparedWithASampleOfIt) {
  input_.silhouette_rows = 3;
  input_.silhouette_compared = 9;
  const json silhouette = measure_clusters(input_)["silhouette"];
  EXPECT_EQ(silhouette["num_songs"], 3);
  EXPECT_EQ(silhouette["num_compared"], 9);
}

TEST_F(SongMeasures, TheSharesOfTheSpacesVarianceSumToOne) {
  // Squared distances to the mean of all songs: 0.946667 of energy (see song_profiles_test), 1.723333 in all.
  const json shares = measure_space_variance(input_.points, {"energy", "valence"});
  EXPECT_EQ(shares[0]["column"], "energy");
  EXPECT_NEAR(shares[0]["share"], 0.946667 / 1.723333, 1e-5);
  EXPECT_NEAR(shares[1]["share"], 1 - 0.946667 / 1.723333, 1e-5);
  EXPECT_TRUE(measure_space_variance({}, {}).is_null());
}

TEST_F(SongMeasures, OneClusterHasNoSilhouette) {
  input_.labels.assign(12, 0);
  input_.num_clusters = 1;
  const json metrics = measure_clusters(input_);
  for (const char* name : {"silhouette", "davies_bouldin", "calinski_harabasz"})
    EXPECT_TRUE(metrics[name]["value"].is_null()) << name;
  EXPECT_EQ(metrics["smallest_share"]["value"], 1);
  const json baselines = measure_song_baselines(input_);
  EXPECT_TRUE(baselines["permuted_features"]["silhouette"].is_null());
  // One cluster of permuted features is as spread as that of the features.
  EXPECT_NEAR(baselines["permuted_features"]["inertia"], baselines["one_cluster"]["inertia"], 1e-5);
}

TEST_F(SongMeasures, AnEmptyClusterIsTheSmallest) {
  input_.num_clusters = 4;
  const json metrics = measure_clusters(input_);
  EXPECT_EQ(metrics["smallest_share"]["value"], 0);
  EXPECT_EQ(metrics["davies_bouldin"], metrics_["davies_bouldin"]);
}

TEST_F(SongMeasures, WithoutPointsOnlyInertiaAndSizesAreKnown) {
  input_.points = {};
  const json metrics = measure_clusters(input_);
  EXPECT_NEAR(metrics["inertia"]["value"], 0.08, 1e-7);
  EXPECT_NEAR(metrics["smallest_share"]["value"], 2.0 / 12, 1e-12);
  EXPECT_TRUE(metrics["silhouette"]["value"].is_null());
  EXPECT_TRUE(measure_song_baselines(input_).is_null());
}

TEST_F(SongMeasures, OneClusterIsTheWholeSpread) {
  const json baselines = measure_song_baselines(input_);
  EXPECT_NEAR(baselines["one_cluster"]["inertia"], 1.723333, 1e-5);
  EXPECT_EQ(baselines["one_cluster"]["feature_variance_explained"], 0);
}

TEST_F(SongMeasures, RandomLabelsExplainAboutAsMuchAsClustersAndSongsAllow) {
  // By chance (k - 1) / (n - 1) = 2 / 11 of the variance lies between the groups; never more than all of it.
  const json permuted = measure_song_baselines(input_)["permuted_labels"];
  EXPECT_LT(permuted["feature_variance_explained"], metrics_["feature_variance_explained"]["value"]);
  EXPECT_LT(permuted["silhouette"], metrics_["silhouette"]["value"]);
}

TEST(SongBaselines, FeaturesWithoutTheirDependenceAreClusteredWorse) {
  // Songs on the diagonal from (0, 0) to (1, 1) in four heaps; permuted, they fill the square.
  std::vector<float> points;
  SongMeasureInput input;
  RandomStream stream(3, "heaps");
  for (int i = 0; i < 400; ++i) {
    const double heap = (i % 4) / 3.0;
    for (int j = 0; j < 2; ++j) points.push_back(static_cast<float>(heap + 0.02 * stream.normal()));
  }
  KmeansOptions options;
  options.num_clusters = 4;
  const KmeansResult fit = fit_kmeans({points.data(), 400, 2}, options);
  input.points = {points.data(), 400, 2};
  input.labels = fit.labels;
  input.distances2 = assign_rows(input.points, {fit.centroids.data(), 4, 2}).distances2;
  input.num_clusters = 4;
  input.bootstrap_samples = 0;
  const json metrics = measure_clusters(input), baselines = measure_song_baselines(input);
  EXPECT_LT(metrics["inertia"]["value"].get<double>(),
            0.2 * baselines["permuted_features"]["inertia"].get<double>());
  EXPECT_GT(metrics["silhouette"]["value"].get<double>(),
            0.1 + baselines["permuted_features"]["silhouette"].get<double>());
  EXPECT_NEAR(baselines["permuted_labels"]["silhouette"], 0, 0.1);
}

TEST(SongBaselines, FewerSongsThanClustersAreToldNotThrown) {
  const std::vector<float> points = {0, 0, 1, 1};
  SongMeasureInput input;
  input.points = {points.data(), 2, 2};
  input.labels = {0, 2};
  input.distances2 = {0.5F, 0.5F};
  input.num_clusters = 3;
  EXPECT_TRUE(measure_song_baselines(input)["permuted_features"]["why_not"].is_string());
}

}  // namespace
}  // namespace affekt
