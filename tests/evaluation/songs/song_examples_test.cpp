#include "evaluation/songs/song_profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "evaluation/songs/figures/song_drawing.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SongTable named_songs(const std::vector<std::string>& artists, const std::vector<std::string>& titles) {
  SongTable songs;
  songs.num_songs = static_cast<int64_t>(artists.size());
  songs.artists = artists;
  songs.titles = titles;
  for (size_t i = 0; i < artists.size(); ++i) songs.ids.push_back("id" + std::to_string(i));
  return songs;
}

TEST(SongExamples, AreTheNearestOnesWithANameOneOfAnArtist) {
  const SongTable songs = named_songs({"Anna", "anna ", "Berta", "", "Cleo", "Dora"},
                                      {"far", "near", "middle", "nearest", "", "other cluster"});
  const std::vector<int64_t> rows = {0, 1, 2, 3, 4, 5};
  const std::vector<int32_t> labels = {0, 0, 0, 0, 0, 1};
  const std::vector<float> distances2 = {9, 2, 4, 1, 0, 0};
  // Row 3 has no artist, row 4 no title, and row 0 is by the artist of row 1.
  const auto examples = find_song_examples({songs, rows, labels, distances2, 3});
  EXPECT_THAT(examples[0], ElementsAre(1, 2));
  EXPECT_THAT(examples[1], ElementsAre(5));
  EXPECT_THAT(examples[2], IsEmpty());
}

TEST(SongExamples, AreLimitedAndEquallyNearOnesInTheCataloguesOrder) {
  const SongTable songs = named_songs({"a", "b", "c", "d", "e"}, {"1", "2", "3", "4", "5"});
  const std::vector<int64_t> rows = {1, 2, 4};  // a part of the catalogue
  const std::vector<int32_t> labels = {0, 0, 0};
  const std::vector<float> distances2 = {1, 1, 0.5F};
  SongExampleInput input = {songs, rows, labels, distances2, 1};
  input.num_examples = 2;
  EXPECT_THAT(find_song_examples(input)[0], ElementsAre(2, 0));
}

TEST(SongMarks, AreAllDifferentForTheFirst56Clusters) {
  std::set<std::string> looks;
  for (int64_t k = 0; k < 56; ++k) looks.insert(cluster_class(k) + mark_path(k, 10, 10, 4));
  EXPECT_EQ(looks.size(), 56U);
  EXPECT_EQ(cluster_class(56) + mark_path(56, 10, 10, 4), cluster_class(0) + mark_path(0, 10, 10, 4));
}

TEST(SongMarks, NeighboursDifferInShapeToo) {
  for (int64_t k = 0; k < 20; ++k) EXPECT_NE(mark_path(k, 0, 0, 4), mark_path(k + 1, 0, 0, 4)) << k;
}

}  // namespace
}  // namespace affekt
