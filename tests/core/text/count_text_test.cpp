#include "core/text/count_text.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(CountText, ThousandsAreSeparated) {
  EXPECT_EQ(format_count(28709), "28,709");
  EXPECT_EQ(format_count(1000000), "1,000,000");
  EXPECT_EQ(format_count(-1234), "-1,234");
  EXPECT_EQ(format_count(-123), "-123");
  EXPECT_EQ(format_count(7), "7");
}

TEST(CountText, OneIsNoPlural) {
  EXPECT_EQ(count_of(0, "bad sample"), "0 bad samples");
  EXPECT_EQ(count_of(1, "bad sample"), "1 bad sample");
  EXPECT_EQ(count_of(2, "bad sample"), "2 bad samples");
  EXPECT_EQ(count_of(1199, "recording"), "1,199 recordings");
  EXPECT_EQ(count_of(2, "person"), "2 people");
}

TEST(CountText, ALongListIsCut) {
  EXPECT_EQ(list_numbers({}), "");
  EXPECT_EQ(list_numbers({0, 4, 7}, 3), "0, 4, 7");
  std::vector<int64_t> many(1002);
  for (size_t i = 0; i < many.size(); ++i) many[i] = static_cast<int64_t>(i);
  EXPECT_EQ(list_numbers(many, 2), "0, 1 and 1,000 more");
}

}  // namespace
}  // namespace affekt
