#include "ingest/sources/listening/song_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using ::testing::ElementsAre;

TEST(SongRegistry, CapitalsAndBlanksMakeNoOtherSong) {
  SongRegistry songs(SongIdentity::kName);
  EXPECT_EQ(songs.add("Björk", "Jóga", ""), 0);
  EXPECT_EQ(songs.add(" BJÖRK ", "JÓGA", ""), 0);
  EXPECT_EQ(songs.add("Björk", "Hunter", ""), 1);
  EXPECT_EQ(songs.names()[0].artist, "Björk");  // as it was first written
  EXPECT_THAT(songs.find_songs(), ElementsAre(0, 1));
  EXPECT_EQ(songs.id_of(0), "björk\tjóga");
}

TEST(SongRegistry, OneIdUnderTwoNamesIsOneSongWhereIdsCount) {
  SongRegistry songs(SongIdentity::kNameOrId);
  songs.add("Abba", "SOS", "1");
  songs.add("ABBA", "Sos", "2");
  songs.add("Abba", "S.O.S.", "2");
  songs.add("Abba", "Waterloo", "");
  EXPECT_THAT(songs.find_songs(), ElementsAre(0, 0, 2));
  EXPECT_EQ(songs.num_ids_with_two_names(), 1);
  EXPECT_EQ(songs.num_names_with_two_ids(), 1);
  EXPECT_EQ(songs.id_of(0), "1");
  EXPECT_EQ(songs.id_of(2), "abba\twaterloo");  // has no id of its own
}

TEST(SongRegistry, WhereIdsAreNewForEveryPlayOnlyNamesCount) {
  SongRegistry songs(SongIdentity::kName);
  songs.add("Abba", "SOS", "KGB1");
  songs.add("Abba", "SOS", "KGB2");
  songs.add("Abba", "S.O.S.", "KGB2");
  EXPECT_THAT(songs.find_songs(), ElementsAre(0, 1));
  EXPECT_EQ(songs.num_ids_with_two_names(), 1);
  EXPECT_EQ(songs.num_names_with_two_ids(), 1);
  EXPECT_EQ(songs.id_of(0), "abba\tsos");
}

TEST(SongRegistry, SongsJoinInAnyOrderOfTheirNames) {
  // 0-3 by id a, 1-2 by id b, then 2-3 by id c: all four are one song, the first one.
  SongRegistry songs(SongIdentity::kNameOrId);
  songs.add("x", "0", "a");
  songs.add("x", "1", "b");
  songs.add("x", "2", "b");
  songs.add("x", "3", "a");
  songs.add("x", "2", "c");
  songs.add("x", "3", "c");
  EXPECT_THAT(songs.find_songs(), ElementsAre(0, 0, 0, 0));
}

TEST(SongRegistry, IdsOfFeaturesComeBeforeTheSourcesOwn) {
  SongRegistry songs(SongIdentity::kName);
  const int32_t name = songs.add("Abba", "SOS", "own"), other = songs.add("Abba", "SOS (Live)", "");
  songs.add_feature_id(name, "feature");
  songs.add_feature_id(name, "");
  songs.add_feature_id(other, "feature");  // one record for two names
  songs.add_feature_id(name, "feature");
  std::vector<std::string> ids;
  for (const auto& id : songs.list_ids()) ids.push_back(*id.id + " " + std::to_string(id.name));
  EXPECT_THAT(ids, ElementsAre("feature 0", "feature 1", "own 0"));
}

}  // namespace
}  // namespace affekt
