#include "clustering/sweep/choose_k.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace affekt {
namespace {

using testing::HasSubstr;

struct Scores {
  double silhouette = 0, seed_ari = 1, bootstrap_ari = 1, gap = 0, gap_deviation = 0;
};

/// k = 2, 3 ...
Sweep sweep_of(const std::vector<Scores>& scores) {
  Sweep sweep;
  for (const Scores& score : scores) {
    SweepPoint point;
    point.k = 2 + static_cast<int64_t>(sweep.points.size());
    point.silhouette = score.silhouette;
    point.seed_ari = score.seed_ari;
    point.bootstrap_ari = score.bootstrap_ari;
    point.gap = score.gap;
    point.gap_deviation = score.gap_deviation;
    sweep.points.push_back(point);
  }
  return sweep;
}

TEST(ChooseK, SilhouetteTakesTheHighestAndOfEqualOnesTheSmallestK) {
  Sweep sweep = sweep_of({{0.2}, {0.31}, {0.31}, {0.1}});
  choose_k(sweep, "silhouette", 0.8);
  EXPECT_EQ(sweep.chosen_k, 3);
  EXPECT_EQ(sweep.rule, "silhouette");
  EXPECT_EQ(sweep.reason, "k = 3 has the highest silhouette, 0.310, of k = 2 to 5.");
}

TEST(ChooseK, StableSilhouetteLeavesOutWhatEitherKindOfStabilityForbids) {
  Sweep sweep = sweep_of({{0.5, 0.79, 1}, {0.4, 1, 0.7}, {0.3, 0.9, 0.8}, {0.2, 1, 1}});
  choose_k(sweep, "stable_silhouette", 0.8);
  EXPECT_EQ(sweep.chosen_k, 4);
  EXPECT_EQ(sweep.reason,
            "k = 4 has the highest silhouette, 0.300, of the 2 among k = 2 to 5 whose clusters are found "
            "again with an adjusted Rand index of at least 0.80 (0.90 between seeds and 0.80 between "
            "bootstrap samples). "
            "k = 2 has a higher one, 0.500, but is not found again as well (0.79 between seeds and 1.00 "
            "between bootstrap samples).");
}

TEST(ChooseK, StableSilhouetteDoesNotSpeakOfABetterOneWhenThereIsNone) {
  Sweep sweep = sweep_of({{0.5, 0.9, 0.9}, {0.4, 0.1, 0.1}});
  choose_k(sweep, "stable_silhouette", 0.8);
  EXPECT_EQ(sweep.chosen_k, 2);
  EXPECT_EQ(
      sweep.reason,
      "k = 2 is the only one of k = 2 to 3 whose clusters are found again with an adjusted Rand index of "
      "at least 0.80 (0.90 between seeds and 0.90 between bootstrap samples); its silhouette is 0.500.");
}

TEST(ChooseK, WithoutAStableKTheMostStableOneIsTakenAndTheReasonSaysSo) {
  Sweep sweep = sweep_of({{0.5, 0.5, 0.9}, {0.4, 0.7, 0.6}, {0.3, 0.9, 0.1}});
  choose_k(sweep, "stable_silhouette", 0.8);
  EXPECT_EQ(sweep.chosen_k, 3);
  EXPECT_THAT(sweep.reason, HasSubstr("No k reaches an adjusted Rand index of 0.80"));
  EXPECT_THAT(sweep.reason, HasSubstr("k = 3 comes closest"));
}

TEST(ChooseK, GapTakesTheSmallestKWithinOneDeviationOfTheNext) {
  // k = 2: 0.1 < 0.3 - 0.05; k = 3: 0.3 >= 0.32 - 0.04, though the gap still grows.
  Sweep sweep = sweep_of({{0, 1, 1, 0.1, 0.01}, {0, 1, 1, 0.3, 0.05}, {0, 1, 1, 0.32, 0.04}});
  choose_k(sweep, "gap", 0.8);
  EXPECT_EQ(sweep.chosen_k, 3);
  EXPECT_THAT(sweep.reason, HasSubstr("0.3000, is not below that of the next k less one standard error, "
                                      "0.3200 - 0.0400"));
}

TEST(ChooseK, AGapThatGrowsToTheEndTakesTheLargestKAndTheReasonSaysSo) {
  Sweep sweep = sweep_of({{0, 1, 1, 0.1, 0.01}, {0, 1, 1, 0.3, 0.01}, {0, 1, 1, 0.5, 0.01}});
  choose_k(sweep, "gap", 0.8);
  EXPECT_EQ(sweep.chosen_k, 4);
  EXPECT_THAT(sweep.reason, HasSubstr("no k fulfils its rule"));
}

TEST(SweepJson, KeepsEveryBitButTheSeconds) {
  Sweep written = sweep_of({{0.1 + 0.2, 1.0 / 3, 2.0 / 3, 0.1, 1e-17}, {0.25, 0.9, 0.9, 0.2, 0.3}});
  written.points[0].inertia = 123456.789012345678;
  written.points[0].davies_bouldin = 1.1;
  written.points[0].calinski_harabasz = 1e300;
  written.points[0].seed_ari_min = -0.5;
  written.points[0].bootstrap_ari_min = 0.7;
  written.points[0].smallest_share = 1.0 / 169308;
  written.points[0].seconds = 12;
  written.silhouette_is_sampled = true;
  written.silhouette_rows = 10000;
  choose_k(written, "silhouette", 0.8);
  const Sweep read = sweep_from_json(nlohmann::json::parse(to_json(written).dump()));
  ASSERT_EQ(read.points.size(), 2u);
  EXPECT_EQ(to_json(read), to_json(written));
  EXPECT_EQ(read.points[0].inertia, written.points[0].inertia);
  EXPECT_EQ(read.points[0].silhouette, written.points[0].silhouette);
  EXPECT_EQ(read.points[0].davies_bouldin, 1.1);
  EXPECT_EQ(read.points[0].calinski_harabasz, 1e300);
  EXPECT_EQ(read.points[0].seed_ari, 1.0 / 3);
  EXPECT_EQ(read.points[0].seed_ari_min, -0.5);
  EXPECT_EQ(read.points[0].bootstrap_ari, 2.0 / 3);
  EXPECT_EQ(read.points[0].bootstrap_ari_min, 0.7);
  EXPECT_EQ(read.points[0].gap, 0.1);
  EXPECT_EQ(read.points[0].gap_deviation, 1e-17);
  EXPECT_EQ(read.points[0].smallest_share, 1.0 / 169308);
  EXPECT_EQ(read.points[0].seconds, 0);
  EXPECT_EQ(read.chosen_k, 2);
  EXPECT_EQ(read.rule, "silhouette");
  EXPECT_EQ(read.reason, written.reason);
  EXPECT_TRUE(read.silhouette_is_sampled);
  EXPECT_EQ(read.silhouette_rows, 10000);
}

TEST(SweepJson, ASweepThatWasNotMadeIsKeptToo) {
  const Sweep read = sweep_from_json(nlohmann::json::parse(to_json(Sweep{}).dump()));
  EXPECT_TRUE(read.points.empty());
  EXPECT_EQ(read.chosen_k, 0);
}

TEST(SweepJson, ADamagedOneIsRefusedWithTheNameOfTheField) {
  Sweep sweep = sweep_of({{0.1}, {0.2}});
  choose_k(sweep, "silhouette", 0.8);
  const nlohmann::json whole = to_json(sweep);
  const auto message_of = [](const nlohmann::json& damaged) {
    try {
      sweep_from_json(damaged);
    } catch (const ArtifactError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(message_of(whole), "accepted");
  for (const auto& entry : whole.items()) {
    nlohmann::json damaged = whole;
    damaged.erase(entry.key());
    EXPECT_THAT(message_of(damaged), HasSubstr("sweep." + entry.key())) << entry.key();
  }
  for (const auto& entry : whole.at("points")[0].items()) {
    nlohmann::json damaged = whole;
    damaged["points"][1].erase(entry.key());
    EXPECT_THAT(message_of(damaged), HasSubstr("sweep.points." + entry.key())) << entry.key();
  }
  nlohmann::json damaged = whole;
  damaged["chosen_k"] = 9;
  EXPECT_THAT(message_of(damaged), HasSubstr("sweep.chosen_k: expected one of the k"));
  damaged = whole;
  damaged["points"][1]["k"] = 2;
  EXPECT_THAT(message_of(damaged), HasSubstr("sweep.points: expected ascending k"));
}

}  // namespace
}  // namespace affekt
