#include "ingest/sources/songs/song_text.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

std::string repair(std::string_view text, int64_t expected_count) {
  int64_t count = 0;
  const std::string repaired = repair_utf8(text, count);
  EXPECT_EQ(count, expected_count) << text;
  return repaired;
}

TEST(Utf8, ValidTextsStayAsTheyAre) {
  for (const std::string text : {"", "plain", "Bj\u00F6rk", "\u5BAE\u5D0E", "\U0001F3B5", "\U0010FFFF"}) {
    EXPECT_EQ(repair(text, 0), text);
  }
}

TEST(Utf8, BytesThatBelongToNoCharacterAreReplacedOneByOne) {
  const std::string mark = "\uFFFD";
  EXPECT_EQ(repair("Bj\xF6rk", 1), "Bj" + mark + "rk");                 // Latin-1
  EXPECT_EQ(repair("a\xC3", 1), "a" + mark);                            // cut off
  EXPECT_EQ(repair("\xC0\xAF", 2), mark + mark);                        // overlong '/'
  EXPECT_EQ(repair("\xE0\x80\xAF", 3), mark + mark + mark);             // overlong
  EXPECT_EQ(repair("\xED\xA0\x80", 3), mark + mark + mark);             // a surrogate
  EXPECT_EQ(repair("\xF4\x90\x80\x80", 4), mark + mark + mark + mark);  // beyond U+10FFFF
  EXPECT_EQ(repair("\xE5\xAE\x41", 2), mark + mark + "A");
}

TEST(FoldedText, IsEqualForTextsThatDifferInCapitalsAndOuterBlanks) {
  EXPECT_EQ(fold_text("  The BEATLES\t"), "the beatles");
  EXPECT_EQ(fold_text("BEYONC\u00C9"), fold_text("Beyonc\u00E9"));
  EXPECT_EQ(fold_text("\u041A\u0418\u041D\u041E"), "\u043A\u0438\u043D\u043E");  // Cyrillic
  EXPECT_EQ(fold_text("\u03A3"), "\u03C3");                                      // Greek
  EXPECT_EQ(fold_text("\U00010400"), "\U00010428");                              // beyond 16 bits: Deseret
  EXPECT_EQ(fold_text(" \n "), "");
}

TEST(FoldedText, KeepsWhatIsNotTheSame) {
  EXPECT_NE(fold_text("a  b"), fold_text("a b"));
  EXPECT_NE(fold_text("Beyonce"), fold_text("Beyonc\u00E9"));
  EXPECT_EQ(fold_text("\u5BAE\u5D0E \U0001F3B5"), "\u5BAE\u5D0E \U0001F3B5");
}

TEST(PythonList, IsJoinedByCommas) {
  EXPECT_EQ(join_python_list("['Simon', 'Garfunkel']"), "Simon, Garfunkel");
  EXPECT_EQ(join_python_list(R"(["Destiny's Child", 'X'])"), "Destiny's Child, X");
  EXPECT_EQ(join_python_list(R"(['It\'s "so"'])"), "It's \"so\"");
  EXPECT_EQ(join_python_list("[ 'a' ,'b' ]"), "a, b");
  EXPECT_EQ(join_python_list("[]"), "");
}

TEST(PythonList, AnyOtherTextStaysAsItIs) {
  for (const std::string text :
       {"", "Simon, Garfunkel", "[Untitled]", "['a' 'b']", "['a", "[", "['a', 3]", "['a\\']"}) {
    EXPECT_EQ(join_python_list(text), text);
  }
}

TEST(SpotifyId, LosesWhatStandsInFront) {
  EXPECT_EQ(strip_spotify_prefix("spotify:track:1CljcFs9C5K3V7esJYGTTu"), "1CljcFs9C5K3V7esJYGTTu");
  EXPECT_EQ(strip_spotify_prefix("https://open.spotify.com/track/1Clj?si=0a1b"), "1Clj");
  EXPECT_EQ(strip_spotify_prefix("1Clj"), "1Clj");
  EXPECT_EQ(strip_spotify_prefix("mine?2"), "mine?2");
  EXPECT_EQ(strip_spotify_prefix(""), "");
}

TEST(ShownField, IsTrimmedRepairedAndShort) {
  EXPECT_EQ(show_field(" \"ab\xF6\" "), "ab\uFFFD");
  EXPECT_EQ(show_field(std::string(100, 'x')), std::string(40, 'x'));
  EXPECT_EQ(show_field(std::string("a\0b\x1B[2J", 7)),
            "a?b?[2J");  // neither ends the message nor clears the screen
}

}  // namespace
}  // namespace affekt
