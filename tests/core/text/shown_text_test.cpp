#include "core/text/shown_text.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(ShownText, WhatCouldSteerATerminalIsReplaced) {
  EXPECT_EQ(replace_controls("a\x1b[31mb\nc\td\x7f", '?'), "a?[31mb?c?d?");
  EXPECT_EQ(replace_controls("a\u009b31mb\u0085"), "a 31mb ");  // C1: CSI as one character
  EXPECT_EQ(replace_controls("a\u202eb\u202cc\u2066d\u2069e\u2028f"), "a b c d e f");  // direction, line
  EXPECT_EQ(replace_controls(std::string_view("a\0b", 3), '?'), "a?b");
}

TEST(ShownText, OtherTextStaysAsItIs) {
  for (const char* text : {"", "Björk", "시", "שלום", "\u200f", "\u2027\u202f", "\U0001F600"})
    EXPECT_EQ(replace_controls(text), text);
}

TEST(ShownText, IsValidAndShort) {
  EXPECT_EQ(show_text("gr\xF6sser\n", 20), "gr\\xF6sser ");
  EXPECT_EQ(show_text("abcdef", 3), "abc...");
  EXPECT_EQ(show_text("ab\u202ecd", 3), "ab...");  // cut between two characters
}

}  // namespace
}  // namespace affekt
