#include "affect/affect_samples.h"

#include <gtest/gtest.h>

#include "tests/affect/song_fixtures.h"

namespace affekt {
namespace {

using testing_support::add_judgements;
using testing_support::kNone;
using testing_support::make_catalogue;

SongCatalogue judged_catalogue() {
  auto catalogue = make_catalogue({"Prince", "Nina Simone", "prince ", "", "", "Nina Simone"});
  add_judgements(catalogue, {{0, 1.0f, 0.1f, 5, 4, 5},
                             {2, 2.0f, 0.2f, kNone, kNone, kNone},
                             {3, kNone, kNone, 6, 3, 5},
                             {5, 3.0f, kNone, 7, 2, 6}});
  return catalogue;
}

TEST(AffectSamples, JoinsPointsAndJudgementsByRow) {
  const auto catalogue = judged_catalogue();
  const std::vector<int64_t> rows = {0, 1, 2, 5};  // 3 and 4 were not clustered
  const std::vector<float> points = {0, 10, 1, 11, 2, 12, 5, 15};
  const auto samples = collect_affect_samples(catalogue, rows, {points.data(), 4, 2}, "deezer");
  EXPECT_EQ(samples.num_songs, 2);  // song 5 lacks arousal
  EXPECT_EQ(samples.points, (std::vector<float>{0, 10, 2, 12}));
  EXPECT_EQ(samples.targets, (std::vector<float>{1.0f, 0.1f, 2.0f, 0.2f}));
  const auto tags = collect_affect_samples(catalogue, rows, {points.data(), 4, 2}, "tags");
  EXPECT_EQ(tags.targets, (std::vector<float>{5, 4, 7, 2}));
  EXPECT_EQ(tags.points, (std::vector<float>{0, 10, 5, 15}));
}

TEST(AffectSamples, NoneGivesNone) {
  const auto catalogue = judged_catalogue();
  const std::vector<float> points = {0, 1};
  EXPECT_EQ(collect_affect_samples(catalogue, {0, 1}, {points.data(), 2, 1}, "none").num_songs, 0);
}

TEST(AffectSamples, ArtistsAreEqualWhateverTheirCase) {
  const auto catalogue = judged_catalogue();
  const auto artists = number_artists(catalogue.songs, {0, 1, 2, 5});
  EXPECT_EQ(artists[0], artists[2]);
  EXPECT_EQ(artists[1], artists[3]);
  EXPECT_NE(artists[0], artists[1]);
}

TEST(AffectSamples, SongsOfUnnamedArtistsAreEachAlone) {
  const auto catalogue = judged_catalogue();
  const auto artists = number_artists(catalogue.songs, {3, 4});
  EXPECT_NE(artists[0], artists[1]);
}

}  // namespace
}  // namespace affekt
