#include "search/search_axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/error.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal_of(const std::vector<std::string>& texts) {
  try {
    parse_search_axes(texts);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(SearchAxis, AListIsCutAtItsCommas) {
  const SearchAxis axis = parse_search_axis("train.optimizer.lr=0.05, 0.1,0.2");
  EXPECT_EQ(axis.key, "train.optimizer.lr");
  EXPECT_FALSE(axis.is_range);
  EXPECT_THAT(axis.values, ElementsAre("0.05", "0.1", "0.2"));
  EXPECT_EQ(make_override(axis, "0.1"), "train.optimizer.lr=0.1");
}

TEST(SearchAxis, CommasInBracketsAndQuotesBelongToAValue) {
  EXPECT_THAT(parse_search_axis("model.channels=[16, 32],[8,8]").values, ElementsAre("[16, 32]", "[8,8]"));
  EXPECT_THAT(parse_search_axis("name=\"a,b\",c").values, ElementsAre("\"a,b\"", "c"));
  EXPECT_THAT(parse_search_axis("data.path=../a..b,c").values, ElementsAre("../a..b", "c"));
}

TEST(SearchAxis, ARangeGivesAGridFourEvenPointsOrAsManyAsAreNamed) {
  const SearchAxis axis = parse_search_axis("model.dropout=0.2..0.5");
  EXPECT_TRUE(axis.is_range);
  EXPECT_THAT(axis.values, ElementsAre("0.2", "0.3", "0.4", "0.5"));
  EXPECT_THAT(parse_search_axis("model.dropout=0..0.5:3").values, ElementsAre("0", "0.25", "0.5"));
}

TEST(SearchAxis, OfALogarithmicRangeThePointsAreEvenInTheLogarithm) {
  EXPECT_THAT(parse_search_axis("train.optimizer.weight_decay=1e-5..1e-2:log").values,
              ElementsAre("1e-05", "0.0001", "0.001", "0.01"));
  EXPECT_THAT(parse_search_axis("train.optimizer.lr=0.01..1:3:log").values, ElementsAre("0.01", "0.1", "1"));
}

TEST(SearchAxis, AKeyOfWholeNumbersGetsWholeNumbersEachOnce) {
  EXPECT_THAT(parse_search_axis("train.batch_size=8..64").values, ElementsAre("8", "27", "45", "64"));
  EXPECT_THAT(parse_search_axis("train.epochs=1..3:7").values, ElementsAre("1", "2", "3"));
  EXPECT_THAT(refusal_of({"train.epochs=1.5..3"}), HasSubstr("the key takes whole numbers"));
}

TEST(SearchAxis, WhatIsNoAxisIsRefusedWithWhatIsExpected) {
  EXPECT_THAT(refusal_of({"train.epochs"}), AllOf(HasSubstr("--over train.epochs: expected KEY=VALUES"),
                                                  HasSubstr("model.dropout=0.2..0.5")));
  EXPECT_THAT(refusal_of({"=3"}), HasSubstr("expected KEY=VALUES"));
  EXPECT_THAT(refusal_of({"train.epochs="}), HasSubstr("got an empty one"));
  EXPECT_THAT(refusal_of({"train.epochs=1,,2"}), HasSubstr("got an empty one"));
  EXPECT_THAT(refusal_of({"train.epochs=1,2,1"}), HasSubstr("got 1 twice"));
  EXPECT_THAT(refusal_of({"model.dropout=0.5..0.2"}), HasSubstr("0.5 is not below 0.2"));
  EXPECT_THAT(refusal_of({"model.dropout=0.2..x"}), HasSubstr("'x', is no number"));
  EXPECT_THAT(refusal_of({"model.dropout=0.2..0.5:1"}), HasSubstr("':1' is neither a number of points"));
  EXPECT_THAT(refusal_of({"model.dropout=0..0.5:log"}),
              HasSubstr("a logarithm needs numbers above 0, got 0"));
  EXPECT_THAT(refusal_of({"train.epochs=1,2", "train.epochs=3"}), HasSubstr("stands in --over twice"));
}

TEST(DrawValue, StaysInTheRangeAndReachesAllOfIt) {
  RandomStream stream(7, "test");
  const SearchAxis axis = parse_search_axis("model.dropout=0.2..0.5");
  double low = 1, high = 0;
  for (int i = 0; i < 2000; ++i) {
    const double value = std::stod(draw_value(axis, stream));
    low = std::min(low, value);
    high = std::max(high, value);
  }
  EXPECT_GE(low, 0.2);
  EXPECT_LE(high, 0.5);
  EXPECT_NEAR(low, 0.2, 0.005);
  EXPECT_NEAR(high, 0.5, 0.005);
}

TEST(DrawValue, OfALogarithmicRangeHalfOfTheDrawsLieBelowTheGeometricMean) {
  RandomStream stream(7, "test");
  const SearchAxis axis = parse_search_axis("train.optimizer.lr=0.0001..1:log");
  int num_below = 0;
  for (int i = 0; i < 2000; ++i) num_below += std::stod(draw_value(axis, stream)) < 0.01 ? 1 : 0;
  EXPECT_NEAR(num_below, 1000, 120);  // binomial: 5.4 standard deviations of 22.4
}

TEST(DrawValue, WholeNumbersAtTheEndsComeAsOftenAsThoseBetween) {
  RandomStream stream(7, "test");
  const SearchAxis axis = parse_search_axis("train.epochs=1..4");
  std::map<std::string, int> counts;
  for (int i = 0; i < 4000; ++i) ++counts[draw_value(axis, stream)];
  ASSERT_EQ(counts.size(), 4U);
  for (const auto& [value, count] : counts) EXPECT_NEAR(count, 1000, 150) << value;
}

TEST(SearchAxis, IsWrittenAsTheOptionThatGivesItAgain) {
  EXPECT_EQ(write_option(parse_search_axis("train.optimizer.lr=0.01..1:log")),
            "--over train.optimizer.lr=0.01..1:4:log");
  EXPECT_EQ(write_option(parse_search_axis("train.epochs=1..3:7")), "--over train.epochs=1..3:7");
  EXPECT_EQ(write_option(parse_search_axis("train.epochs= 1, 2")), "--over train.epochs=1,2");
  EXPECT_EQ(write_option(parse_search_axis("model.channels=[8,16],[8]")),
            "--over 'model.channels=[8,16],[8]'");
}

}  // namespace
}  // namespace affekt
