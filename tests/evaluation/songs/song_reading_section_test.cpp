#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation/songs/song_sections.h"
#include "tests/evaluation/songs/song_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

json some_reading() {
  return {{"rows", 1200},
          {"bad", 1},
          {"songs", 1100},
          {"repeated_id", 9},
          {"spoken", 30},
          {"max_speechiness", 0.66},
          {"repeated_artist_and_title", 60},
          {"unnamed", 5},
          {"columns",
           {{"tempo", {{"source", "BPM"}, {"empty", 1234}, {"not_detected", 7}, {"out_of_range", 0}}},
            {"valence", {{"source", "valence_%"}, {"unit", "percent"}, {"unreadable", 3}}}}},
          {"moods",
           {{"file", "moods.csv"},
            {"rows", 40},
            {"annotated", 38},
            {"repeated", 2},
            {"unmatched", 7},
            {"songs", 31}}}};
}

TEST(SongReadingSection, TellsEveryRuleWithItsCount) {
  const Section section = make_reading_section({{"data", {{"reading", some_reading()}}}});
  const std::vector<Table> tables = blocks_of<Table>(section.blocks);
  ASSERT_EQ(tables.size(), 3u);
  const auto& rules = tables[0].rows;
  EXPECT_THAT(rules, Contains(ElementsAre("In the file", "1,200")));
  EXPECT_THAT(rules, Contains(ElementsAre("Left out: spoken word, speechiness above 0.66", "30")));
  EXPECT_THAT(rules, Contains(ElementsAre("Songs", "1,100")));
  EXPECT_THAT(tables[1].rows, ElementsAre(ElementsAre("tempo", "BPM", "1,234", "7", "0", "–"),
                                          ElementsAre("valence", "valence_% (in percent, divided by 100)",
                                                      "–", "–", "–", "3")));
  EXPECT_THAT(tables[2].rows, ElementsAre(ElementsAre("moods.csv", "40", "–", "2", "38", "31", "7")));
}

TEST(SongReadingSection, LeavesOutWhatDidNotHappen) {
  json reading = some_reading();
  reading["max_speechiness"] = 1;
  reading.erase("moods");
  const Section section = make_reading_section({{"data", {{"reading", reading}}}});
  const std::vector<Table> tables = blocks_of<Table>(section.blocks);
  ASSERT_EQ(tables.size(), 2u);
  for (const auto& row : tables[0].rows) EXPECT_THAT(row[0], Not(testing::HasSubstr("spoken")));
  EXPECT_EQ(make_reading_section({{"data", {{"reading", json::object()}}}}).title, "");
}

}  // namespace
}  // namespace affekt
