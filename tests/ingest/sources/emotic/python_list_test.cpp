#include "ingest/sources/emotic/python_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ingest/sources/emotic/emotic_names.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(PythonList, NumbersAreReadAsPythonPrintsThem) {
  EXPECT_THAT(parse_number_list("[312, 144.5, -3, 1e2]").numbers, ElementsAre(312, 144.5, -3, 100));
  EXPECT_THAT(parse_number_list(" ( 1 ,2, ) ").numbers, ElementsAre(1, 2));
  EXPECT_THAT(parse_number_list("[]").numbers, IsEmpty());
  EXPECT_EQ(parse_number_list("[]").fault, "");
  const NumberList unknown = parse_number_list("[nan, None, NaN]");
  ASSERT_EQ(unknown.numbers.size(), 3u);
  for (const double number : unknown.numbers) EXPECT_TRUE(std::isnan(number));
}

TEST(PythonList, TextsMayHoldQuotesAndCommas) {
  EXPECT_THAT(parse_text_list(R"(['Peace', "it's", 'it\'s', 'a, b]'])").texts,
              ElementsAre("Peace", "it's", "it's", "a, b]"));
  EXPECT_THAT(parse_text_list("[]").texts, IsEmpty());
}

TEST(PythonList, WhatIsNoneIsShown) {
  for (const char* text : {"", "1, 2", "[1, 2", "[1 2]", "[1,, 2]", "[1, two]", "[1] 2", "[1)"}) {
    EXPECT_THAT(parse_number_list(text).fault,
                HasSubstr("a Python list of numbers expected, '" + std::string(text) + "' got"));
  }
  for (const char* text : {"Peace", "['Peace", "[Peace]", "['Peace' 'Fear']", "[1]"})
    EXPECT_THAT(parse_text_list(text).fault, HasSubstr("a Python list of names in quotes expected")) << text;
}

TEST(EmoticNames, AreFoundInTheSpellingsOfPeoplesCopies) {
  for (size_t k = 0; k < kNumEmoticCategories; ++k)
    EXPECT_EQ(find_emotic_category(kEmoticCategories[k]), static_cast<int>(k));
  EXPECT_EQ(find_emotic_category("Disquitement"), find_emotic_category("Disquietment"));
  EXPECT_EQ(find_emotic_category("doubt / confusion"), 9);
  EXPECT_EQ(find_emotic_category("Doubt_Confusion"), 9);
  EXPECT_EQ(find_emotic_category("Embarassment"), 10);
  EXPECT_EQ(find_emotic_category("Joy"), -1);
  EXPECT_THAT(suggest_emotic_category("Hapines"), HasSubstr("Happiness"));
}

}  // namespace
}  // namespace affekt
