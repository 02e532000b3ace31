#include "ingest/sources/songs/song_text.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

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
  EXPECT_EQ(show_field(" \"ab\xF6\" "), "ab\\xF6");
  EXPECT_EQ(show_field(std::string(100, 'x')), std::string(40, 'x') + "...");
  EXPECT_EQ(show_field(std::string("a\0b\x1B[2J", 7)),
            "a?b?[2J");  // neither ends the message nor clears the screen
}

}  // namespace
}  // namespace affekt
