#include "playlist/playlist_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/playlist/small_library.h"

namespace affekt::testing_playlist {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr char kSpotifyId[] = "0TwBtDAWpkpM3srywFVOV5";

/// One song with Spotify's id and awkward names, one without.
class PlaylistFormats : public testing::Test {
 protected:
  PlaylistFormats()
      : library_(make_library(
            {{kSpotifyId, "A & \"B\" <C>", "x,\ny \xF6", 2, {1, 0}}, {"line-2", "Dot", "", 2, {1.5, 0}}})) {
    origin_.title = "music for <happy>";
    origin_.mood_source = "--mood happy";
    origin_.request.mood = {1, 0};
    origin_.request.num_songs = origin_.request.artist_gap = 2;
    origin_.request.variety = 0;
    playlist_ = compose_playlist(library_, read_song_details(library_, {}), origin_.request);
  }
  std::string render(const std::string& format) const {
    return render_playlist(library_, playlist_, origin_, format);
  }

  SongLibrary library_;
  PlaylistOrigin origin_;
  Playlist playlist_;
};

TEST_F(PlaylistFormats, JsonHasTheReasonsInNumbers) {
  const json document = json::parse(render("json"));
  ASSERT_EQ(document["songs"].size(), 2U);
  const json& first = document["songs"][0];
  EXPECT_EQ(first["id"], kSpotifyId);
  EXPECT_EQ(first["link"], std::string("https://open.spotify.com/track/") + kSpotifyId);
  EXPECT_EQ(first["cluster"]["label"], "bright");
  EXPECT_EQ(first["mood_distance"], 0.0);
  EXPECT_TRUE(first["next_score"].is_null());
  EXPECT_TRUE(document["songs"][1]["link"].is_null());
  EXPECT_EQ(document["songs"][1]["mood_distance"], 0.5);
  EXPECT_EQ(document["library"]["candidates"], 2);
}

TEST_F(PlaylistFormats, M3u8IsReadLineByLine) {
  EXPECT_EQ(render("m3u8"),
            "#EXTM3U\n#PLAYLIST:music for <happy>\n#EXTINF:-1,A & \"B\" <C> - x, y \\xF6\n"
            "https://open.spotify.com/track/0TwBtDAWpkpM3srywFVOV5\n# without a link: Dot - line-2\n");
}

TEST_F(PlaylistFormats, XspfEscapesItsTexts) {
  const std::string text = render("xspf");
  EXPECT_THAT(text, HasSubstr("<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">"));
  EXPECT_THAT(text, HasSubstr("<title>music for &lt;happy&gt;</title>"));
  EXPECT_THAT(text, HasSubstr("<creator>A &amp; &quot;B&quot; &lt;C&gt;</creator>"));
  EXPECT_THAT(text, HasSubstr("<location>https://open.spotify.com/track/0TwBtDAWpkpM3srywFVOV5</location>"));
  EXPECT_THAT(text, HasSubstr("<title>line-2</title>"));
  library_.artists[0] = "U+FFFE \xEF\xBF\xBE, U+FFFF \xEF\xBF\xBF";  // no XML can hold them
  EXPECT_THAT(render("xspf"), HasSubstr("<creator>U+FFFE  , U+FFFF  </creator>"));
}

TEST_F(PlaylistFormats, JspfIsXspfInJson) {
  const json playlist = json::parse(render("jspf"))["playlist"];
  EXPECT_EQ(playlist["title"], "music for <happy>");
  EXPECT_EQ(playlist["track"][0]["identifier"][0], std::string("spotify:track:") + kSpotifyId);
  EXPECT_FALSE(playlist["track"][1].contains("location"));
}

TEST_F(PlaylistFormats, CsvQuotesWhatNeedsIt) {
  const std::string text = render("csv");
  EXPECT_THAT(text, HasSubstr("1,0TwBtDAWpkpM3srywFVOV5,\"A & \"\"B\"\" <C>\",\"x,\ny \\xF6\","));
  EXPECT_THAT(text, HasSubstr("\n2,line-2,Dot,,,2,bright,0.5,,0\n"));
}

TEST_F(PlaylistFormats, CsvHasNoFormulaOfOtherPeople) {
  library_.artists[1] = "=HYPERLINK(\"x\")";
  EXPECT_THAT(render("csv"), HasSubstr("\n2,line-2,\"'=HYPERLINK(\"\"x\"\")\",,"));
}

TEST_F(PlaylistFormats, TheTableHasALineASong) {
  const std::string text = render("table");
  EXPECT_THAT(text, HasSubstr("music for <happy> (--mood happy)\n"));
  EXPECT_THAT(text, HasSubstr("x, y \\xF6"));
  EXPECT_THAT(text, HasSubstr("cluster \"bright\"; 0.50 from the mood"));
  EXPECT_THAT(text, HasSubstr("2 songs of 2 to choose from\n"));
  EXPECT_THAT(text, Not(HasSubstr("language")));
}

TEST(SpotifyLink, OnlyIdsOfSpotifyHaveOne) {
  EXPECT_EQ(spotify_link(kSpotifyId), std::string("https://open.spotify.com/track/") + kSpotifyId);
  for (const char* id :
       {"", "line-2", "0TwBtDAWpkpM3srywFVOV", "0TwBtDAWpkpM3srywFVO-5", "0TwBtDAWpkpM3srywFVOV55"})
    EXPECT_EQ(spotify_link(id), "") << id;
}

}  // namespace
}  // namespace affekt::testing_playlist
