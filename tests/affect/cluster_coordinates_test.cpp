#include "affect/cluster_coordinates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/affect/song_fixtures.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing_support::add_judgements;
using testing_support::all_rows;
using testing_support::make_catalogue;

/// 21 songs: 10 judged of cluster 0 (valence 1, arousal 5), 10 of cluster 1 (3 and 5 or 7), one of cluster 2
/// that nobody judged.
struct Example {
  SongCatalogue catalogue = make_catalogue(std::vector<std::string>(21, "a"));
  std::vector<int64_t> rows = all_rows(catalogue);
  std::vector<int32_t> labels;
  std::vector<float> points;
  AffectRegression regression;
  Example() {
    std::vector<testing_support::Judgement> judgements;
    for (int64_t i = 0; i < 21; ++i) {
      labels.push_back(i < 10 ? 0 : i < 20 ? 1 : 2);
      points.push_back(static_cast<float>(i));
      const float arousal = i < 10 || i % 2 == 0 ? 5.0f : 7.0f;
      if (i < 20) judgements.push_back({i, i < 10 ? 1.0f : 3.0f, arousal, 5, 5, 5});
    }
    add_judgements(catalogue, judgements);
    regression.target = "deezer";
    regression.ridge = {1, 2, {0.25f, 0}, {0, 5.5f}};  // song 20: valence 5, arousal 5.5
  }
  ClusteredSongs songs() const { return {rows, labels, 3}; }
  MatrixView view() const { return {points.data(), 21, 1}; }
};

TEST(ClusterCoordinates, AreZScoresOverTheJudgedSongs) {
  const Example example;
  const auto places =
      compute_cluster_coordinates(example.catalogue, example.songs(), example.view(), example.regression);
  ASSERT_EQ(places.clusters.size(), 3u);
  // Valence: mean 2, deviation 1. Arousal: 15 times 5 and 5 times 7, mean 5.5, variance 0.75.
  EXPECT_NEAR(places.clusters[0].valence, -1, 1e-12);
  EXPECT_NEAR(places.clusters[1].valence, 1, 1e-12);
  EXPECT_NEAR(places.clusters[0].arousal, -0.5 / std::sqrt(0.75), 1e-12);
  EXPECT_NEAR(places.clusters[1].arousal, 0.5 / std::sqrt(0.75), 1e-12);
}

TEST(ClusterCoordinates, AClusterThatFewJudgedIsPlacedByTheRegression) {
  const Example example;
  const auto places =
      compute_cluster_coordinates(example.catalogue, example.songs(), example.view(), example.regression);
  EXPECT_NEAR(places.clusters[2].valence, 3, 1e-12);  // (5 - 2) / 1
  EXPECT_NEAR(places.clusters[2].arousal, 0, 1e-12);
  EXPECT_THAT(places.space, HasSubstr("Deezer"));
  EXPECT_THAT(places.space, HasSubstr("fewer than 10 of these (2)"));
}

TEST(ClusterCoordinates, WithoutJudgementsOfAllClustersTheCataloguesOwnColumnsStandIn) {
  Example example;
  example.regression.target = "none";
  auto& values = example.catalogue.songs.values;
  for (size_t i = 0; i < 21; ++i) {
    values[2 * i] = example.labels[i] == 0 ? 0.25f : 0.75f;
    values[2 * i + 1] = example.labels[i] == 2 ? 1.0f : 0.0f;
  }
  const auto places =
      compute_cluster_coordinates(example.catalogue, example.songs(), example.view(), example.regression);
  ASSERT_EQ(places.clusters.size(), 3u);
  EXPECT_LT(places.clusters[0].valence, 0);
  EXPECT_EQ(places.clusters[1].valence, places.clusters[2].valence);
  EXPECT_GT(places.clusters[2].arousal, 4);  // one song of 21: (20 / 21) / (sqrt(20) / 21) = 4.47
  EXPECT_THAT(places.space, HasSubstr("no listener has confirmed"));
  EXPECT_THAT(places.space, HasSubstr("too few of clusters 2 (fewer than 10)"));
  EXPECT_THAT(quantities_of_space(places.space), testing::ElementsAre("spotify_valence", "spotify_energy"));
}

TEST(ClusterCoordinates, ListenersPlaceTheClustersWithoutARegressionToo) {
  Example example;
  example.regression.target = "none";
  example.labels[20] = 1;  // now enough songs of every cluster were judged
  const ClusteredSongs songs{example.rows, example.labels, 2};
  const auto places =
      compute_cluster_coordinates(example.catalogue, songs, example.view(), example.regression);
  ASSERT_EQ(places.clusters.size(), 2u);
  EXPECT_NEAR(places.clusters[0].valence, -1, 1e-12);
  EXPECT_NEAR(places.clusters[1].arousal, 0.5 / std::sqrt(0.75), 1e-12);
  EXPECT_THAT(places.space, HasSubstr("(Deezer)"));
  EXPECT_THAT(quantities_of_space(places.space), testing::ElementsAre("deezer_valence", "deezer_arousal"));
}

TEST(ClusterCoordinates, TheTagsStandInWhereDeezerSaysNothing) {
  Example example;
  example.regression.target = "none";
  example.labels[20] = 1;
  auto& affect = example.catalogue.affect;
  for (float& value : affect.deezer_valence) value = testing_support::kNone;
  for (size_t i = 0; i < affect.rows.size(); ++i) {
    affect.tag_valence[i] = example.labels[i] == 0 ? 4.0f : 8.0f;
    affect.tag_arousal[i] = i % 2 == 0 ? 3.0f : 5.0f;
  }
  const ClusteredSongs songs{example.rows, example.labels, 2};
  const auto places =
      compute_cluster_coordinates(example.catalogue, songs, example.view(), example.regression);
  ASSERT_EQ(places.clusters.size(), 2u);
  EXPECT_NEAR(places.clusters[1].valence, 1, 1e-12);  // mean 6, deviation 2
  EXPECT_THAT(quantities_of_space(places.space), testing::ElementsAre("tag_valence", "tag_arousal"));
}

TEST(ClusterCoordinates, WithoutAnyOfBothThereAreNone) {
  Example example;
  example.regression.target = "none";
  example.catalogue.songs.columns = {"danceability", "tempo"};
  const auto places =
      compute_cluster_coordinates(example.catalogue, example.songs(), example.view(), example.regression);
  EXPECT_TRUE(places.clusters.empty());
  EXPECT_THAT(places.space, HasSubstr("none"));
}

TEST(ClusterCoordinates, AClusterWithoutSongsIsRefused) {
  const Example example;
  try {
    compute_cluster_coordinates(example.catalogue, {example.rows, example.labels, 4}, example.view(),
                                example.regression);
    FAIL() << "accepted";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("cluster 3"));
  }
}

}  // namespace
}  // namespace affekt
