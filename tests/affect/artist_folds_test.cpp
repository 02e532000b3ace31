#include "affect/artist_folds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

std::vector<int64_t> draw_artists(int64_t num_songs, int64_t num_artists) {
  RandomStream stream(3, "test_artists");
  std::vector<int64_t> artists;
  for (int64_t i = 0; i < num_songs; ++i)
    artists.push_back(static_cast<int64_t>(stream.below(static_cast<uint64_t>(num_artists))));
  return artists;
}

TEST(ArtistFolds, NoArtistIsInTwoFolds) {
  const auto artists = draw_artists(500, 60);
  const auto folds = assign_folds(artists, 5, 1);
  std::map<int64_t, std::set<int32_t>> folds_of;
  for (size_t i = 0; i < artists.size(); ++i) folds_of[artists[i]].insert(folds[i]);
  for (const auto& [artist, used] : folds_of) EXPECT_EQ(used.size(), 1u) << artist;
}

TEST(ArtistFolds, AreEvenWhenArtistsAreSmall) {
  const auto folds = assign_folds(draw_artists(500, 60), 5, 1);
  for (int32_t fold = 0; fold < 5; ++fold) {
    const auto size = std::count(folds.begin(), folds.end(), fold);
    EXPECT_GE(size, 98) << fold;
    EXPECT_LE(size, 102) << fold;
  }
}

TEST(ArtistFolds, OneLargeArtistFillsAFoldAlone) {
  // 6 songs of artist 9 and one each of 0..5: dealt out, the fold of artist 9 takes nobody else.
  const std::vector<int64_t> artists = {9, 9, 9, 9, 9, 9, 0, 1, 2, 3, 4, 5};
  const auto folds = assign_folds(artists, 3, 1);
  EXPECT_EQ(std::count(folds.begin(), folds.end(), folds[0]), 6);
  std::vector<int32_t> others(folds.begin() + 6, folds.end());
  std::sort(others.begin(), others.end());
  EXPECT_EQ(others[0], others[2]);  // three songs in each of the two others
  EXPECT_EQ(others[3], others[5]);
  EXPECT_NE(others[2], others[3]);
}

TEST(ArtistFolds, TheSeedDecides) {
  const auto artists = draw_artists(200, 60);
  EXPECT_EQ(assign_folds(artists, 5, 1), assign_folds(artists, 5, 1));
  EXPECT_NE(assign_folds(artists, 5, 1), assign_folds(artists, 5, 2));
}

TEST(ArtistFolds, FewerArtistsThanFoldsAreRefused) {
  EXPECT_THROW(assign_folds({1, 1, 2, 2, 3}, 4, 1), DataError);
}

}  // namespace
}  // namespace affekt
