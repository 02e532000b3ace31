// What is fetched is what `affekt recommend` reads.
#include "spotify/fetch_songs.h"

#include "core/files/atomic_file.h"
#include "playlist/play_history.h"
#include "playlist/song_details.h"
#include "spotify/playlist_file.h"
#include "tests/core/temporary_folder.h"
#include "tests/playlist/small_library.h"
#include "tests/spotify/client_fixture.h"

namespace affekt::testing_spotify {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class FetchSongs : public SpotifyTest {
 protected:
  FetchSongs() {
    service_.artists[make_id("arijit")] = {make_id("arijit"), "Arijit, Singh", {"hindi pop", "Filmi"}};
    service_.artists[make_id("abba")] = {make_id("abba"), "ABBA", {}};
    service_.tracks = {{make_id("tum"), "Tum \"Hi\" Ho", {make_id("arijit"), make_id("abba")}, "2013", true},
                       {make_id("sos"), "SOS", {make_id("abba")}, "1975-06-01", false},
                       {make_id("phir"), "Phir", {make_id("arijit")}, "2014-01", false}};
    FakePlaylist playlist{make_id("p"), "Mine", false, {}};
    for (const FakeTrack& track : service_.tracks)
      playlist.items.push_back({{"added_at", "2026-01-02T03:04:05Z"},
                                {"is_local", false},
                                {"item", service_.track_object(track.id)}});
    service_.playlists.push_back(playlist);
  }
  const TemporaryFolder folder_;
};

TEST_F(FetchSongs, GenresAreAskedOnceForEachArtist) {
  const FetchedSongs songs = fetch_playlist(api_, make_id("p"));
  EXPECT_THAT(service_.requests(),
              ElementsAre("GET /v1/playlists/" + make_id("p") + "/items?limit=50&offset=0",
                          "GET /v1/artists/" + make_id("arijit"), "GET /v1/artists/" + make_id("abba")));
  EXPECT_EQ(songs.num_artists, 2);
  EXPECT_EQ(songs.num_with_genres, 1);
  EXPECT_EQ(
      render_song_csv(songs),
      "id,artist,title,artist_genres,release_date,explicit,added_at\n" + make_id("tum") +
          ",\"Arijit, Singh, ABBA\",\"Tum \"\"Hi\"\" Ho\",hindi pop; Filmi,2013,true,2026-01-02T03:04:05Z\n" +
          make_id("sos") + ",ABBA,SOS,,1975-06-01,false,2026-01-02T03:04:05Z\n" + make_id("phir") +
          ",\"Arijit, Singh\",Phir,hindi pop; Filmi,2014-01,false,2026-01-02T03:04:05Z\n");
}

TEST_F(FetchSongs, RecommendReadsLanguagesYearsAndPlaysFromIt) {
  write_text_atomically(folder_ / "songs.csv", render_song_csv(fetch_playlist(api_, make_id("p"))));
  const SongLibrary library =
      testing_playlist::make_library({{make_id("phir"), "Arijit, Singh", "Phir", 0, {0, 0}},
                                      {"own", "abba", "sos", 0, {0, 0}},
                                      {make_id("tum"), "Arijit, Singh, ABBA", "Tum \"Hi\" Ho", 0, {0, 0}}});
  const SongDetails details = read_song_details(library, {folder_ / "songs.csv"});
  EXPECT_THAT(details.years, ElementsAre(2014, 1975, 2013));
  EXPECT_THAT(details.explicit_lyrics, ElementsAre(0, 0, 1));
  EXPECT_THAT(details.genres,
              ElementsAre(ElementsAre("hindi pop", "filmi"), IsEmpty(), ElementsAre("hindi pop", "filmi")));
  EXPECT_THAT(details.languages[0], ElementsAre("hindi"));
  const auto plays = read_play_history(folder_ / "songs.csv");
  ASSERT_THAT(plays, SizeIs(3));
  EXPECT_EQ(plays[0].id, make_id("tum"));
  EXPECT_EQ(plays[0].title, "Tum \"Hi\" Ho");
}

TEST_F(FetchSongs, SongsOfAFileAreReadByIdOrFound) {
  const FetchedSongs songs = fetch_named_songs(
      api_,
      {{make_id("sos"), "", ""}, {make_id("none"), "X", "Y"}, {"", "Arijit, Singh", "Phir"}, {"", "A", "B"}});
  ASSERT_THAT(songs.tracks, SizeIs(2));
  EXPECT_EQ(songs.tracks[0].title, "SOS");
  EXPECT_EQ(songs.tracks[1].id, make_id("phir"));
  EXPECT_EQ(songs.num_artists, 2);
  EXPECT_THAT(
      list_gaps(songs),
      ElementsAre("1 song not found on Spotify under the same artist and title, left out: A - B",
                  "1 song with an id that Spotify doesn't know, left out: " + make_id("none") + " (X - Y)"));
}

TEST_F(FetchSongs, AnArtistThatTheServiceDoesNotKnowTakesOnlyItsOwnGenres) {
  service_.answer_after(1, FakeSpotify::with_error(404, "Non existing id"));
  const FetchedSongs songs = fetch_playlist(api_, make_id("p"));
  ASSERT_THAT(songs.tracks, SizeIs(3));
  EXPECT_THAT(songs.genres, Each(IsEmpty()));  // those of the other one are none
  EXPECT_EQ(songs.num_artists, 2);
  EXPECT_THAT(list_gaps(songs),
              ElementsAre("1 artist with an id that Spotify doesn't know (404): their songs are "
                          "there, without genres"));
}

TEST_F(FetchSongs, ARefusalAmongTheArtistsLosesNoSong) {
  service_.answer_after(1, FakeSpotify::with_error(429, "API rate limit", {{"Retry-After", "3600"}}));
  const FetchedSongs songs = fetch_playlist(api_, make_id("p"));
  ASSERT_THAT(songs.tracks, SizeIs(3));
  EXPECT_THAT(service_.requests(), SizeIs(2));  // the second artist is not asked for
  EXPECT_EQ(songs.num_artists, 2);
  EXPECT_THAT(
      list_gaps(songs),
      ElementsAre(AllOf(HasSubstr("2 artists without an answer: their songs are there, without genres; "
                                  "GET /artists/"),
                        HasSubstr("asks for a wait of 3600 s"))));
}

TEST_F(FetchSongs, NamesThatASpreadsheetWouldCalculateComeBackAsTheyWere) {
  service_.artists[make_id("abba")].name = "=1+1";
  service_.tracks[1].title = "-\"M\"-";
  service_.playlists[0].items = {
      {{"added_at", nullptr}, {"is_local", false}, {"item", service_.track_object(make_id("sos"))}}};
  const std::string text = render_song_csv(fetch_playlist(api_, make_id("p")));
  EXPECT_THAT(text, HasSubstr(make_id("sos") + ",'=1+1,\"'-\"\"M\"\"-\","));
  write_text_atomically(folder_ / "songs.csv", text);
  const auto plays = read_play_history(folder_ / "songs.csv");
  ASSERT_THAT(plays, SizeIs(1));
  EXPECT_EQ(plays[0].artist, "=1+1");
  EXPECT_EQ(plays[0].title, "-\"M\"-");
}

class PlaylistFile : public testing::Test {
 protected:
  NamedSongs read(const std::string& name, const std::string& text) const {
    write_text_atomically(folder_ / name, text);
    return read_named_songs(folder_ / name);
  }
  std::string refusal(const std::string& name, const std::string& text) const {
    try {
      read(name, text);
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  }
  const TemporaryFolder folder_;
};

TEST_F(PlaylistFile, AllThreeFormatsNameTheSameSongs) {
  const std::string id = make_id("sos");
  for (const auto& [name, text] : std::map<std::string, std::string>{
           {"a.json", R"({"format": 1, "title": "glad", "songs": [{"id": ")" + id +
                          R"(", "artist": "ABBA", "title": "SOS", "link": null}, {"id": "7", "artist": "B",
                              "title": "Own"}]})"},
           {"a.jspf",
            R"({"playlist": {"title": "glad", "track": [{"location": ["https://open.spotify.com/track/)" +
                id + R"("], "identifier": ["spotify:track:)" + id + R"("], "title": "SOS", "creator": "ABBA"},
                              {"title": "Own", "creator": "B"}]}})"},
           {"a.csv", "position,id,artist,title\n1," + id + ",ABBA,SOS\n2,7,B,Own\n"}}) {
    const NamedSongs named = read(name, text);
    EXPECT_EQ(named.title, name == "a.csv" ? "" : "glad");
    ASSERT_THAT(named.songs, SizeIs(2)) << name;
    EXPECT_EQ(named.songs[0].id, id);
    EXPECT_EQ(named.songs[0].artist, "ABBA");
    EXPECT_EQ(named.songs[0].title, "SOS");
    EXPECT_EQ(named.songs[1].id, "");  // a catalogue's own
    EXPECT_EQ(named.songs[1].title, "Own");
  }
}

TEST_F(PlaylistFile, WhatIsNoPlaylistIsRefused) {
  EXPECT_THAT(refusal("a.json", "{}"),
              HasSubstr("a.json: expected a playlist as `affekt recommend --format json`"));
  EXPECT_THAT(refusal("a.json", "#EXTM3U\n"), HasSubstr("a.json: expected a playlist"));
  EXPECT_THAT(refusal("a.json", R"({"songs": []})"), HasSubstr("a.json: there is no song in it"));
  EXPECT_THAT(refusal("a.json", R"({"songs": [{"artist": 7}]})"),
              HasSubstr("a.json, songs[0]: artist: expected a text, got number"));
  EXPECT_THAT(refusal("a.csv", "x\n1\n"), HasSubstr("a.csv: expected the columns artist and title"));
  try {
    read_named_songs(folder_ / "none.json");
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("none.json: there is no such file"));
  }
}

}  // namespace
}  // namespace affekt::testing_spotify
