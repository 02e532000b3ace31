#include "affect/song_affect.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random_stream.h"
#include "tests/affect/song_fixtures.h"

namespace affekt {
namespace {

using testing_support::add_judgements;
using testing_support::all_rows;
using testing_support::kNone;
using testing_support::make_catalogue;

SongAffectOptions quick() {
  SongAffectOptions options;
  options.num_resamples = 200;
  options.num_permutations = 99;
  options.num_threads = 2;
  return options;
}

TEST(SongAffect, MeansAndVarianceExplainedByHand) {
  auto catalogue = make_catalogue({"a", "b", "c", "d", "e"});
  add_judgements(catalogue, {{0, 1, 0, 5, 4, 5}, {1, 3, 0, kNone, kNone, kNone}, {3, 8, 1, 6, 3, 5}});
  const auto rows = all_rows(catalogue);
  const std::vector<int32_t> labels = {0, 0, 1, 1, 2};
  const auto scores = score_song_affect(catalogue, {rows, labels, 3}, quick());
  const auto* valence = scores.find("deezer_valence");
  ASSERT_NE(valence, nullptr);
  EXPECT_EQ(valence->num_songs, 3);
  EXPECT_DOUBLE_EQ(valence->mean, 4);
  // Distances to 4: -3, -1, 4, so the total is 26 and the deviation the root of 26 / 3.
  EXPECT_DOUBLE_EQ(valence->deviation, std::sqrt(26.0 / 3));
  ASSERT_EQ(valence->clusters.size(), 3u);
  EXPECT_DOUBLE_EQ(valence->clusters[0].mean, 2);
  EXPECT_EQ(valence->clusters[0].num_songs, 2);
  EXPECT_DOUBLE_EQ(valence->clusters[1].mean, 8);
  EXPECT_TRUE(std::isnan(valence->clusters[2].mean));  // nobody judged a song of it
  EXPECT_EQ(valence->clusters[2].num_songs, 0);
  // Between clusters: 2 * (2 - 4)^2 + 1 * (8 - 4)^2 = 24 of 26.
  EXPECT_DOUBLE_EQ(valence->variance_explained.value, 24.0 / 26);
  EXPECT_EQ(scores.find("tag_valence")->num_songs, 2);
  EXPECT_EQ(scores.find("nonsense"), nullptr);
}

TEST(SongAffect, OnlyClusteredSongsCount) {
  auto catalogue = make_catalogue({"a", "b", "c", "d"});
  add_judgements(catalogue, {{0, 1, 0, 5, 4, 5}, {1, 50, 0, 5, 4, 5}, {2, 3, 0, 5, 4, 5}});
  const std::vector<int64_t> rows = {0, 2, 3};  // song 1 was left out
  const std::vector<int32_t> labels = {0, 1, 1};
  const auto scores = score_song_affect(catalogue, {rows, labels, 2}, quick());
  EXPECT_EQ(scores.find("deezer_valence")->num_songs, 2);
  EXPECT_DOUBLE_EQ(scores.find("deezer_valence")->mean, 2);
  EXPECT_EQ(scores.find("spotify_valence")->num_songs, 3);
}

/// 300 songs in 3 clusters; valence follows the cluster, arousal does not.
struct LargeExample {
  SongCatalogue catalogue;
  std::vector<int64_t> rows;
  std::vector<int32_t> labels;
  LargeExample() {
    std::vector<std::string> artists;
    for (int i = 0; i < 300; ++i) artists.push_back("artist " + std::to_string(i / 2));
    catalogue = make_catalogue(artists);
    rows = all_rows(catalogue);
    RandomStream stream(1, "test_songs");
    std::vector<testing_support::Judgement> judgements;
    for (int64_t i = 0; i < 300; ++i) {
      labels.push_back(static_cast<int32_t>(stream.below(3)));
      const auto valence = static_cast<float>(static_cast<double>(labels.back()) + stream.normal());
      const auto dominance = static_cast<float>(0.5 * static_cast<double>(valence) + 0.1 * stream.normal());
      judgements.push_back({i, valence, static_cast<float>(stream.normal()), valence, 4, dominance});
      catalogue.songs.values[static_cast<size_t>(2 * i)] = 0.3f * valence;
      catalogue.moods.rows.push_back(i);
      catalogue.moods.moods.push_back(labels.back() == 2 ? 1 : 0);
    }
    catalogue.moods.names = {"Calm", "Happy"};
    add_judgements(catalogue, judgements);
  }
  ClusteredSongs songs() const { return {rows, labels, 3}; }
};

TEST(SongAffect, PermutedClustersTellWhatChanceExplains) {
  const LargeExample example;
  const auto scores = score_song_affect(example.catalogue, example.songs(), quick());
  // Means 0, 1, 2 in equal clusters have the variance 2 / 3 beside a variance of 1 inside: about 0.4.
  const auto& valence = scores.find("deezer_valence")->variance_explained;
  EXPECT_NEAR(valence.value, 0.4, 0.08);
  EXPECT_DOUBLE_EQ(valence.p_value, 0.01);  // none of 99 reaches it: 1 / 100
  // By chance (K - 1) / (n - 1) = 2 / 299 on average.
  EXPECT_NEAR(valence.permuted_mean, 2.0 / 299, 0.004);
  EXPECT_GT(valence.permuted_p95, valence.permuted_mean);
  EXPECT_LT(valence.permuted_p95, 0.05);
  const auto& arousal = scores.find("deezer_arousal")->variance_explained;
  EXPECT_LT(arousal.value, 0.05);
  EXPECT_GT(arousal.p_value, 0.01);
}

TEST(SongAffect, IntervalsHoldTheMeans) {
  const LargeExample example;
  const auto scores = score_song_affect(example.catalogue, example.songs(), quick());
  for (const auto& quantity : scores.quantities)
    for (const auto& cluster : quantity.clusters) {
      EXPECT_LE(cluster.ci.low, cluster.mean) << quantity.name;
      EXPECT_GE(cluster.ci.high, cluster.mean) << quantity.name;
    }
  // About 100 songs of deviation 1: 1.96 / 10 to either side.
  const auto& cluster = scores.find("deezer_valence")->clusters[1];
  EXPECT_NEAR(cluster.ci.high - cluster.ci.low, 0.39, 0.12);
}

TEST(SongAffect, MoodsAreComparedWithTheirMostFrequent) {
  const LargeExample example;
  const auto scores = score_song_affect(example.catalogue, example.songs(), quick());
  const MoodAgreement& moods = scores.moods;
  EXPECT_EQ(moods.num_songs, 300);
  EXPECT_EQ(moods.most_frequent_mood, "Calm");
  // Each cluster holds one mood only.
  EXPECT_DOUBLE_EQ(moods.purity.value, 1);
  EXPECT_EQ(moods.contingency[0][1] + moods.contingency[1][1] + moods.contingency[2][0], 0);
  EXPECT_DOUBLE_EQ(moods.purity_baseline,
                   static_cast<double>(moods.contingency[0][0] + moods.contingency[1][0]) / 300);
  EXPECT_GE(moods.purity.permuted_mean, moods.purity_baseline);
  EXPECT_NEAR(moods.adjusted_rand.permuted_mean, 0, 0.01);
  EXPECT_DOUBLE_EQ(moods.adjusted_rand.p_value, 0.01);
  EXPECT_GT(moods.normalized_mutual_info.value, 10 * moods.normalized_mutual_info.permuted_p95);
}

TEST(SongAffect, DominanceBesideValence) {
  const LargeExample example;
  const auto scores = score_song_affect(example.catalogue, example.songs(), quick());
  EXPECT_EQ(scores.dominance_valence_songs, 300);
  EXPECT_GT(scores.dominance_valence_r, 0.97);
  // By hand: valence 1, 2, 3 and dominance 1, 3, 2 have r = 1 / 2.
  auto catalogue = make_catalogue({"a", "b", "c"});
  add_judgements(catalogue, {{0, 0, 0, 1, 1, 1}, {1, 0, 0, 2, 1, 3}, {2, 0, 0, 3, 1, 2}});
  const auto rows = all_rows(catalogue);
  const std::vector<int32_t> labels = {0, 0, 1};
  EXPECT_NEAR(score_song_affect(catalogue, {rows, labels, 2}, quick()).dominance_valence_r, 0.5, 1e-12);
}

TEST(SongAffect, WithoutAnnotationsOnlyTheColumnsAreScored) {
  auto catalogue = make_catalogue({"a", "b", "c"});
  const auto rows = all_rows(catalogue);
  const std::vector<int32_t> labels = {0, 1, 1};
  const auto scores = score_song_affect(catalogue, {rows, labels, 2}, quick());
  ASSERT_EQ(scores.quantities.size(), 2u);
  EXPECT_EQ(scores.quantities[0].name, "spotify_valence");
  EXPECT_EQ(scores.moods.num_songs, 0);
  EXPECT_TRUE(std::isnan(scores.dominance_valence_r));
  const auto json = to_json(scores);
  EXPECT_TRUE(json.at("dominance_valence").at("r").is_null());
}

TEST(SongAffect, EveryThreadCountGivesTheSameBits) {
  const LargeExample example;
  auto options = quick();
  options.num_threads = 1;
  const auto one = to_json(score_song_affect(example.catalogue, example.songs(), options));
  options.num_threads = 3;
  EXPECT_EQ(one, to_json(score_song_affect(example.catalogue, example.songs(), options)));
  options.seed = 2;
  EXPECT_NE(one, to_json(score_song_affect(example.catalogue, example.songs(), options)));
}

}  // namespace
}  // namespace affekt
