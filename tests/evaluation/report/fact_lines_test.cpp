#include "evaluation/report/fact_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

std::vector<std::string> lines_of(const json& object) {
  std::vector<std::string> lines;
  for (const FactLine& line : list_facts(object)) lines.push_back(line.title + " = " + line.value);
  return lines;
}

TEST(FactLines, ObjectsInsideAreLinesOfTheirOwn) {
  EXPECT_THAT(lines_of({{"splits", {{"test", {{"num_plays", 4528}, {"from", nullptr}}}}}, {"name", "a_b"}}),
              ElementsAre("name = a_b", "splits, test, from = –", "splits, test, num plays = 4,528"));
  EXPECT_THAT(lines_of(json::object()), ElementsAre());
  EXPECT_THAT(lines_of({{"left_out", json::object()}}), ElementsAre("left out = none"));
}

TEST(FactLines, LargeCountsHaveSeparatorsAndSeedsHaveNone) {
  EXPECT_THAT(lines_of({{"parameters", 1373883}, {"seed", 20240101}, {"small", 999}}),
              ElementsAre("parameters = 1,373,883", "seed = 20240101", "small = 999"));
}

TEST(FactLines, OfOtherNumbersFourDigitsAreShown) {
  EXPECT_THAT(lines_of({{"a", 0.8180212}, {"b", 1116.512}, {"c", 0.000123456}, {"d", -0.5}}),
              ElementsAre("a = 0.818", "b = 1,117", "c = 0.0001235", "d = -0.5"));
}

TEST(FactLines, AListIsOneLine) {
  EXPECT_THAT(lines_of({{"a", {1, 2}},
                        {"b", json::array()},
                        {"c", {"One is.", "Two are."}},
                        {"d", {"", "x"}},
                        {"e", true}}),
              ElementsAre("a = 1, 2", "b = none", "c = One is. Two are.", "d = , x", "e = yes"));
  const json skipped = {{"source_id", "x.csv:1"}, {"reason", "no title"}};
  EXPECT_THAT(
      lines_of({{"skipped", {skipped, skipped}}}),
      ElementsAre("skipped = reason no title, source id x.csv:1; reason no title, source id x.csv:1"));
  EXPECT_THAT(lines_of({{"skipped", std::vector<json>(5, {{"n", 1}})}}),
              ElementsAre("skipped = n 1; n 1; n 1 and 2 more"));
  EXPECT_THAT(
      lines_of({{"many", std::vector<int>(1025, 7)}}),
      ElementsAre("many = 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7 and 1,005 more"));
}

TEST(FactLines, EachObjectIsATableAndTheRestIsOne) {
  const std::vector<Block> blocks =
      list_facts_by_member({{"left_out", {{"x", 1}}}, {"rule", "r"}}, "", "Settings");
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(std::get<Facts>(blocks[0]).title, "Left out");
  EXPECT_EQ(std::get<Facts>(blocks[1]).title, "Settings");
  EXPECT_EQ(std::get<Facts>(blocks[1]).object, json({{"rule", "r"}}));
  EXPECT_EQ(std::get<Facts>(list_facts_by_member({{"left_out", {{"x", 1}}}}, "Data: ", "")[0]).title,
            "Data: left out");
}

}  // namespace
}  // namespace affekt
