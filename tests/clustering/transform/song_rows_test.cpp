// Which songs are clustered: the rule for empty cells.
#include "clustering/transform/song_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

const float kEmpty = std::nanf("");

/// tempo and energy of four songs; the second has no tempo, the fourth no energy.
SongTable make_songs() {
  SongTable songs;
  songs.num_songs = 4;
  songs.ids = {"a", "b", "c", "d"};
  songs.artists = songs.titles = {"", "", "", ""};
  songs.columns = {"tempo", "energy"};
  songs.values = {100, 0.1f, kEmpty, 0.2f, 140, 0.6f, 90, kEmpty};
  return songs;
}

TEST(SongRows, ASongWithAnEmptyCellIsLeftOutAndCounted) {
  const SongRows selected = select_song_rows(make_songs(), {{"energy", "tempo"}, "drop", {}});
  EXPECT_EQ(selected.rows, (std::vector<int64_t>{0, 2}));
  EXPECT_EQ(selected.features, (std::vector<float>{0.1f, 100, 0.6f, 140}));  // in the order asked for
  EXPECT_EQ(selected.num_dropped, 2);
  EXPECT_EQ(selected.num_filled, 0);
}

TEST(SongRows, OnlyTheColumnsInUseCount) {
  const SongRows selected = select_song_rows(make_songs(), {{"tempo"}, "drop", {}});
  EXPECT_EQ(selected.rows, (std::vector<int64_t>{0, 2, 3}));
}

TEST(SongRows, MediansAreOfTheKnownCells) {
  const SongRows selected = select_song_rows(make_songs(), {{"tempo", "energy"}, "median", {}});
  EXPECT_EQ(selected.medians, (std::vector<float>{100, 0.2f}));  // of 90, 100, 140 and of 0.1, 0.2, 0.6
  EXPECT_EQ(selected.features, (std::vector<float>{100, 0.1f, 100, 0.2f, 140, 0.6f, 90, 0.2f}));
  EXPECT_EQ(selected.num_filled, 2);
  EXPECT_EQ(selected.num_dropped, 0);
}

TEST(SongRows, TheMedianOfAnEvenCountIsBetweenTheMiddleTwo) {
  SongTable songs = make_songs();
  songs.values[2] = 120;  // tempi 100, 120, 140, 90
  EXPECT_EQ(select_song_rows(songs, {{"tempo"}, "drop", {}}).medians, (std::vector<float>{110}));
}

TEST(SongRows, AModelsOwnMediansFillNewSongs) {
  const SongRows selected = select_song_rows(make_songs(), {{"tempo", "energy"}, "median", {77, 0.9f}});
  EXPECT_EQ(selected.features[2], 77);
  EXPECT_EQ(selected.features[7], 0.9f);
}

TEST(SongRows, AColumnThatIsNotThereIsNamedWithThoseThatAre) {
  try {
    select_song_rows(make_songs(), {{"valence"}, "drop", {}});
    FAIL();
  } catch (const DataError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("valence"), std::string::npos) << message;
    EXPECT_NE(message.find("tempo"), std::string::npos) << message;
  }
}

TEST(SongRows, NoSongLeftIsAnErrorThatTellsWhatIsUnknown) {
  SongTable songs = make_songs();
  for (size_t i = 0; i < songs.values.size(); i += 2) songs.values[i] = kEmpty;
  const auto fault = [&](const std::string& missing) {
    return affekt::message_of<DataError>([&] {
      select_song_rows(songs, {{"tempo", "energy"}, missing, {}});
    });
  };
  EXPECT_THAT(fault("drop"), testing::HasSubstr("(tempo is unknown in 4 of 4 songs, energy in 1)"));
  EXPECT_THAT(fault("median"),
              testing::HasSubstr("every song's value is unknown, so there is no median: tempo"));
}

}  // namespace
}  // namespace affekt
