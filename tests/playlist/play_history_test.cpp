#include "playlist/play_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "playlist/next_scores.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PlayHistory, ACsvFileIsReadInItsOrder) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "h.csv",
                        "Track URI,Artist Name,Track Name\nspotify:track:a1,Ann,\"x, y\"\n,Bob,z\n");
  const std::vector<PlayedTrack> plays = read_play_history(folder / "h.csv");
  ASSERT_EQ(plays.size(), 2U);
  EXPECT_EQ(plays[0].id, "a1");
  EXPECT_EQ(plays[0].title, "x, y");
  EXPECT_EQ(plays[1].artist, "Bob");
}

TEST(PlayHistory, SpotifysFilesAreReadInTheOrderOfTime) {
  const TemporaryFolder folder;
  const auto play = [](const char* when, const char* title) {
    return std::string("{\"ts\":\"") + when +
           "\",\"ms_played\":200000,\"master_metadata_track_name\":" + title +
           ",\"master_metadata_album_artist_name\":\"Ann\",\"spotify_track_uri\":null,\"ip_addr\":\"10.1.2."
           "3\"}";
  };
  write_text_atomically(folder / "Streaming_History_Audio_2024_1.json",
                        "[" + play("2024-02-01T10:00:00Z", "\"second\"") + "," +
                            play("2024-01-01T10:00:00Z", "\"first\"") + "," +
                            play("2024-01-02T10:00:00Z", "null") + "]");
  for (const auto& path : {folder / "Streaming_History_Audio_2024_1.json", folder.path()}) {
    const std::vector<PlayedTrack> plays = read_play_history(path);
    ASSERT_EQ(plays.size(), 2U) << path;
    EXPECT_EQ(plays[0].title, "first");
    EXPECT_EQ(plays[1].title, "second");
  }
}

TEST(PlayHistory, WhatIsNoHistoryIsRefused) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "empty.csv", "artist,title\n");
  write_text_atomically(folder / "other.csv", "a,b\n1,2\n");
  write_text_atomically(folder / "cut.json", "[{\"ts\":");
  for (const char* name : {"empty.csv", "other.csv", "cut.json", "missing.csv"})
    EXPECT_THROW(read_play_history(folder / name), DataError) << name;
}

// Of four songs: the best has rank 1, two share rank 2.5, the last has rank 4.
TEST(RankScores, EqualScoresShareTheMeanRank) {
  const std::vector<float> ranked = rank_scores({0.5F, 0.9F, 0.5F, 0.1F});
  EXPECT_FLOAT_EQ(ranked[1], static_cast<float>(std::log10(4.0)));
  EXPECT_FLOAT_EQ(ranked[0], static_cast<float>(std::log10(4 / 2.5)));
  EXPECT_FLOAT_EQ(ranked[2], ranked[0]);
  EXPECT_FLOAT_EQ(ranked[3], 0);
}

}  // namespace
}  // namespace affekt
