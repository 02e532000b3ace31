#include "evaluation/songs/song_profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "affect/song_columns.h"
#include "tests/evaluation/songs/song_fixtures.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

SongProfileInput profile_input(const std::vector<float>& raw, std::vector<std::string> columns,
                               std::vector<int32_t> labels, int64_t num_clusters) {
  SongProfileInput input;
  const auto num_columns = static_cast<int64_t>(columns.size());
  input.raw = {raw.data(), static_cast<int64_t>(labels.size()), num_columns};
  input.columns = std::move(columns);
  input.labels = std::move(labels);
  input.num_clusters = num_clusters;
  return input;
}

TEST(SongProfiles, QuantitiesAreThoseOfAHandCalculation) {
  const SongCatalogue catalogue = make_song_catalogue();
  const auto profiles = profile_clusters(
      profile_input(catalogue.songs.values, {"energy", "valence"}, {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2}, 3));
  ASSERT_EQ(profiles.size(), 3U);
  EXPECT_EQ(profiles[1]["size"], 4);
  EXPECT_NEAR(profiles[1]["share"], 4.0 / 12, 1e-12);
  // Energies of cluster 1: 0.7 0.8 0.8 0.9. Of all songs the mean is 5.6 / 12, and the squared distances to
  // it sum to 0.946667, so that the deviation is sqrt(0.946667 / 12) = 0.280872.
  const nlohmann::json& energy = profiles[1]["profile"][0];
  EXPECT_NEAR(energy["mean"], 0.8, 1e-6);
  EXPECT_NEAR(energy["median"], 0.8, 1e-6);
  EXPECT_NEAR(energy["quartiles"][0], 0.775, 1e-6);  // a quarter of the way from 0.8 down to 0.7, numpy's way
  EXPECT_NEAR(energy["quartiles"][1], 0.825, 1e-6);
  EXPECT_NEAR(energy["z"], (0.8 - 5.6 / 12) / 0.280872, 1e-4);
  EXPECT_TRUE(energy["most_frequent"].is_null());
  EXPECT_EQ(profiles[0]["name"], "low energy, low valence");    // z -0.95 and -0.72
  EXPECT_EQ(profiles[1]["name"], "high energy");                // z 1.19; valence's 0.07 says nothing
  EXPECT_EQ(profiles[2]["name"], "high valence, high energy");  // z 2.03 and 0.47
}

TEST(SongProfiles, AKeyHasItsMostFrequentValueAndNoMean) {
  const std::vector<float> raw = {11, 0, 11, 5};
  const auto profiles = profile_clusters(profile_input(raw, {"key"}, {0, 0, 0, 1}, 2));
  EXPECT_TRUE(profiles[0]["profile"][0]["mean"].is_null());
  EXPECT_TRUE(profiles[0]["profile"][0]["z"].is_null());
  EXPECT_EQ(profiles[0]["profile"][0]["most_frequent"], 11);
  EXPECT_NEAR(profiles[0]["profile"][0]["most_frequent_share"], 2.0 / 3, 1e-12);
}

TEST(SongProfiles, AKeyOnItsCircleNamesTheCluster) {
  // Around C (11, 0, 1), around F# (5, 6, 7), and one key of each: the twelve all round.
  std::vector<float> raw = {11, 0, 1, 5, 6, 7};
  std::vector<int32_t> labels = {0, 0, 0, 1, 1, 1};
  for (int key = 0; key < 12; ++key) {
    raw.push_back(static_cast<float>(key));
    labels.push_back(2);
  }
  const auto profiles = profile_clusters(profile_input(raw, {"key"}, labels, 3));
  EXPECT_EQ(profiles[0]["name"], "key around C");
  EXPECT_EQ(profiles[1]["name"], "key around F♯");
  EXPECT_EQ(profiles[2]["name"], "near the average");
  EXPECT_NEAR(std::remainder(profiles[0]["profile"][0]["direction"].get<double>(), 12), 0, 1e-9);
  EXPECT_NEAR(profiles[1]["profile"][0]["direction"], 6, 1e-9);
  // (1 + 2 cos 30 degrees) / 3
  EXPECT_NEAR(profiles[0]["profile"][0]["concentration"], (1 + std::sqrt(3.0)) / 3, 1e-9);
  EXPECT_TRUE(profiles[2]["profile"][0]["direction"].is_null());
  EXPECT_NE(describe_name_rule({"key"}).find("circle"), std::string::npos);
  EXPECT_EQ(describe_name_rule({"tempo"}).find("circle"), std::string::npos);
}

TEST(SongProfiles, PitchesHaveTheirNames) {
  EXPECT_EQ(pitch_name(0), "C");
  EXPECT_EQ(pitch_name(9), "A");
  EXPECT_EQ(pitch_name(11.6), "C");
}

TEST(SongProfiles, AnEmptyClusterSaysNothingAndAConstantColumnIsOrdinary) {
  const std::vector<float> raw = {3, 3, 3};
  const auto profiles = profile_clusters(profile_input(raw, {"tempo"}, {0, 0, 2}, 3));
  EXPECT_EQ(profiles[0]["profile"][0]["z"], 0);
  EXPECT_NE(profiles[0]["name"], profiles[2]["name"]);
  EXPECT_EQ(profiles[1]["size"], 0);
  EXPECT_TRUE(profiles[1]["profile"][0]["mean"].is_null());
  EXPECT_EQ(profiles[1]["name"], "no songs");
}

TEST(SongNames, TakeTwoColumnsAndAThirdOnlyFromHalfADeviation) {
  const std::vector<std::string> columns = {"loudness", "tempo", "acousticness", "energy"};
  EXPECT_THAT(name_clusters(columns, {{1.2, 0.6, -0.5, 0.1}, {1.2, 0.6, -0.49, 0.1}, {-0.3, 0.1, 0, 0}}),
              ElementsAre("loud, fast, not acoustic", "loud, fast", "quiet"));
}

TEST(SongNames, NothingNotableIsNearTheAverage) {
  EXPECT_THAT(name_clusters({"loudness", "tempo"}, {{0.2, -0.1}}), ElementsAre("near the average"));
}

TEST(SongNames, EqualNamesGetFurtherColumnsUntilTheyDiffer) {
  // Both are "loud, fast" by the rule; the third column has one sign, the fourth tells them apart.
  EXPECT_THAT(
      name_clusters({"loudness", "tempo", "energy", "valence"},
                    {{2, 1, 0.3, 0.2}, {2, 1, 0.3, -0.2}, {-1, 0, 0, 0}}),
      ElementsAre("loud, fast, high energy, high valence", "loud, fast, high energy, low valence", "quiet"));
}

TEST(SongNames, WhereEveryColumnIsOnTheSameSideANumberTellsThemApart) {
  EXPECT_THAT(name_clusters({"loudness"}, {{2}, {1}, {kNan}}), ElementsAre("loud", "loud (2)", "no songs"));
}

TEST(SongNames, AColumnThatIsNotKnownIsNamedAsItIs) {
  EXPECT_THAT(name_clusters({"grooviness"}, {{2}, {-2}}), ElementsAre("high grooviness", "low grooviness"));
  EXPECT_EQ(describe_song_column("grooviness").scale, "");
  EXPECT_EQ(describe_song_column("loudness").scale, "dB");
}

}  // namespace
}  // namespace affekt
