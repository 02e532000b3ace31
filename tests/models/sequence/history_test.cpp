// What is kept of a stream's history: counts in a window, and the entries made of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/random_stream.h"
#include "models/sequence/history_entries.h"

namespace affekt {
namespace {

using testing::ElementsAre;

struct Heard {
  int64_t age, count;
  bool operator==(const Heard& other) const { return age == other.age && count == other.count; }
};

std::map<int32_t, Heard> by_item(const HistoryWindow& window, const std::vector<HeardItem>& items) {
  std::map<int32_t, Heard> result;
  for (const HeardItem& item : items) result[item.item] = {window.age_of(item), item.count};
  return result;
}

TEST(HistoryWindow, KnowsAgeAndCountOfSongsAndArtistsByHand) {
  const std::vector<int32_t> artists = {0, 0, 1, 1};
  HistoryWindow window(artists, 2, 10);
  const std::vector<int32_t> plays = {3, 0, 0, 2};
  window.move_to({plays.data(), 4});
  const auto songs = by_item(window, window.songs());
  EXPECT_EQ(songs, (std::map<int32_t, Heard>{{0, {2, 2}}, {2, {1, 1}}, {3, {4, 1}}}));
  const auto of_artists = by_item(window, window.artists());
  EXPECT_EQ(of_artists, (std::map<int32_t, Heard>{{0, {2, 2}}, {1, {1, 2}}}));
}

TEST(HistoryWindow, ForgetsWhatIsFurtherBackThanItsLength) {
  const std::vector<int32_t> artists = {0, 1, 2};
  HistoryWindow window(artists, 3, 2);
  const std::vector<int32_t> plays = {0, 1, 2};
  window.move_to({plays.data(), 3});
  EXPECT_EQ(by_item(window, window.songs()), (std::map<int32_t, Heard>{{1, {2, 1}}, {2, {1, 1}}}));
}

TEST(HistoryWindow, MovedPlayByPlayItHoldsWhatAFreshOneHolds) {
  const std::vector<int32_t> artists = {0, 0, 1, 2, 2, 2, 3, 4};
  std::vector<int32_t> plays;
  RandomStream stream(1, "plays");
  for (int i = 0; i < 300; ++i) plays.push_back(static_cast<int32_t>(stream.below(8)));
  HistoryWindow moved(artists, 5, 20);
  for (int64_t end = 0; end <= 300; ++end) {
    HistoryWindow fresh(artists, 5, 20);
    moved.move_to({plays.data(), end});
    fresh.move_to({plays.data(), end});
    EXPECT_EQ(by_item(moved, moved.songs()), by_item(fresh, fresh.songs())) << end;
    EXPECT_EQ(by_item(moved, moved.artists()), by_item(fresh, fresh.artists())) << end;
  }
}

TEST(HistoryWindow, GoesOverToAnotherStream) {
  const std::vector<int32_t> artists = {0, 1, 2};
  HistoryWindow window(artists, 3, 5);
  const std::vector<int32_t> one = {0, 1}, two = {2};
  window.move_to({one.data(), 2});
  window.move_to({two.data(), 1});
  EXPECT_EQ(by_item(window, window.songs()), (std::map<int32_t, Heard>{{2, {1, 1}}}));
  window.move_to({two.data(), 0});
  EXPECT_TRUE(window.songs().empty());
}

TEST(HistoryCells, AgesAreInHalfOctaves) {
  const HistoryCells cells(100);
  std::vector<int64_t> begins;
  for (int64_t age = 1; age <= 100; ++age)
    if (age == 1 || cells.age_step(age) != cells.age_step(age - 1)) begins.push_back(age);
  EXPECT_THAT(begins, ElementsAre(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96));
  EXPECT_EQ(cells.num_age_steps(), 13);
  EXPECT_EQ(HistoryCells(1).num_age_steps(), 1);
}

TEST(HistoryCells, CountsAreInFiveSteps) {
  std::vector<int32_t> steps;
  for (const int64_t count : {1, 2, 3, 4, 5, 8, 9, 1000}) steps.push_back(HistoryCells::count_step(count));
  EXPECT_THAT(steps, ElementsAre(0, 1, 2, 2, 3, 3, 4, 4));
  EXPECT_EQ(HistoryCells(9).cell(3, 2), 2 * 5 + 1);
}

TEST(CandidateSongs, StandByArtist) {
  const std::vector<int32_t> artists = {1, 0, 1, 2, 0};
  const CandidateSongs candidates({4, 2, 0, 1}, artists, 3);
  EXPECT_THAT(candidates.songs(), ElementsAre(1, 4, 0, 2));
  EXPECT_EQ(candidates.column_of(0), 2);
  EXPECT_EQ(candidates.column_of(3), -1);
  EXPECT_EQ(candidates.columns_of_artist(0).begin, 0);
  EXPECT_EQ(candidates.columns_of_artist(0).end, 2);
  EXPECT_TRUE(candidates.columns_of_artist(2).is_empty());
}

TEST(HistoryEntries, LeaveOutWhatIsNoCandidate) {
  const std::vector<int32_t> artists = {0, 0, 1, 2};
  const CandidateSongs candidates({1, 2}, artists, 3);  // columns 0 and 1
  HistoryWindow window(artists, 3, 10);
  const std::vector<int32_t> plays = {2, 3, 0, 2};
  window.move_to({plays.data(), 4});
  PlayShares shares;
  shares.songs = {0.5f, 0.1f, 0.25f, 0.15f};
  shares.artists = {0.6f, 0.25f, 0.15f};
  SongAndArtistEntries entries;
  append_history_row(window, candidates, shares, HistoryCells(10), entries);
  // Songs 0 and 3 are no candidates; song 2 was played 1 play ago, twice.
  ASSERT_EQ(entries.songs.num_entries(), 1);
  EXPECT_EQ(entries.songs.ranges[0].begin, 1);
  EXPECT_EQ(entries.songs.cells[0], 0 * 5 + 1);
  EXPECT_FLOAT_EQ(entries.songs.evidence[0], 2 / 0.25f);
  // Artist 0 has a candidate, though another song of it was played; artist 2 has none.
  ASSERT_EQ(entries.artists.num_entries(), 2);
  EXPECT_THAT(entries.artists.cells, testing::UnorderedElementsAre(0 * 5 + 1, 1 * 5 + 0));
  EXPECT_EQ(entries.artists.num_rows(), 1);
}

}  // namespace
}  // namespace affekt
