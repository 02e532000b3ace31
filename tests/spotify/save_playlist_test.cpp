#include "spotify/save_playlist.h"

#include "core/error.h"
#include "tests/spotify/client_fixture.h"

namespace affekt::testing_spotify {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class SavePlaylist : public SpotifyTest {
 protected:
  SavePlaylist() {
    options_.name = "A happy hour";
    options_.resume = "affekt spotify save happy.json";
    options_.list = "affekt spotify playlists";
    for (const char* artist : {"ABBA", "Simon", "Garfunkel"})
      service_.artists[make_id(artist)] = {make_id(artist), artist, {}};
    service_.tracks = {{make_id("live"), "SOS (Live)", {make_id("ABBA")}},
                       {make_id("cover"), "SOS", {make_id("Simon")}},
                       {make_id("sos"), "SOS", {make_id("ABBA")}},
                       {make_id("box"), "The Boxer", {make_id("Simon"), make_id("Garfunkel")}}};
  }
  std::vector<std::string> ids_of(size_t playlist) const {
    std::vector<std::string> ids;
    for (const json& item : service_.playlists.at(playlist).items) ids.push_back(item["item"]["id"]);
    return ids;
  }
  static std::vector<PlayedTrack> make_songs(int count) {
    std::vector<PlayedTrack> songs;
    for (int i = 0; i < count; ++i) songs.push_back({make_id("s" + std::to_string(i) + "x"), "", ""});
    return songs;
  }
  SavePlaylistOptions options_;
};

TEST_F(SavePlaylist, MakesAPrivateOneInItsOrder) {
  const SavedPlaylist saved = save_playlist(
      api_, {{make_id("b"), "B", "b"}, {make_id("a"), "A", "a"}, {make_id("b"), "B", "b"}}, options_);
  ASSERT_THAT(service_.playlists, SizeIs(1));
  EXPECT_EQ(saved.id, service_.playlists[0].id);
  EXPECT_EQ(service_.playlists[0].name, "A happy hour");
  EXPECT_FALSE(service_.playlists[0].is_public);
  EXPECT_THAT(ids_of(0), ElementsAre(make_id("b"), make_id("a"), make_id("b")));
  EXPECT_EQ(saved.num_added, 3);
}

TEST_F(SavePlaylist, APublicOneNeedsItsOwnScope) {
  options_.is_public = true;
  service_.scopes = "playlist-modify-private";
  EXPECT_THAT(message_of([&] { save_playlist(api_, make_songs(1), options_); }),
              HasSubstr("it needs the scope playlist-modify-public"));
  service_.scopes = kAllScopes;
  save_playlist(api_, make_songs(1), options_);
  EXPECT_TRUE(service_.playlists.at(0).is_public);
}

TEST_F(SavePlaylist, AHundredSongsGoAtOnce) {
  EXPECT_EQ(save_playlist(api_, make_songs(250), options_).num_added, 250);
  const auto ids = ids_of(0);
  ASSERT_THAT(ids, SizeIs(250));
  EXPECT_EQ(ids[249], make_id("s249x"));
  EXPECT_THAT(service_.requests(), SizeIs(4));
}

TEST_F(SavePlaylist, SongsWithoutAnIdAreSearchedAndNeverGuessed) {
  const SavedPlaylist saved = save_playlist(api_,
                                            {{"", "Abba", "sos"},                    // case apart
                                             {"", "Simon, Garfunkel", "The Boxer"},  // all artists
                                             {"", "Simon", "The Boxer"},             // the first one
                                             {"", "Garfunkel", "The Boxer"},  // not the second one alone
                                             {"", "ABBA", "SO"},
                                             {"", "", "SOS"},
                                             {"", "ABBA", ""}},
                                            options_);
  EXPECT_THAT(ids_of(0), ElementsAre(make_id("sos"), make_id("box"), make_id("box")));
  EXPECT_THAT(saved.not_found, ElementsAre("Garfunkel - The Boxer", "ABBA - SO", " - SOS", "ABBA"));
}

TEST_F(SavePlaylist, WithoutAnySongNothingIsMade) {
  EXPECT_THAT(message_of([&] {
                save_playlist(api_, {{"", "Nobody", "Nothing"}}, options_);
              }),
              HasSubstr("Spotify has none of these 1 song under its artist and title; nothing was made"));
  EXPECT_THAT(service_.playlists, IsEmpty());
}

TEST_F(SavePlaylist, AFailureMidwaySaysHowToGoOnAndThatCompletesIt) {
  service_.answer_after(2, FakeSpotify::with(500));  // made, 100 added, then
  const std::string message = message_of([&] { save_playlist(api_, make_songs(250), options_); });
  EXPECT_THAT(message,
              AllOf(HasSubstr("POST /playlists/" + make_id("new0") + "/items: "), HasSubstr("the status 500"),
                    HasSubstr("https://open.spotify.com/playlist/" + make_id("new0") +
                              " has 100 of the 250 songs to add; whether the next ones arrived is not known"),
                    HasSubstr("affekt spotify save happy.json --into " + make_id("new0"))));
  options_.into = make_id("new0");
  const SavedPlaylist saved = save_playlist(api_, make_songs(250), options_);
  EXPECT_EQ(saved.num_there, 100);
  EXPECT_EQ(saved.num_added, 150);
  ASSERT_THAT(ids_of(0), SizeIs(250));
  EXPECT_EQ(ids_of(0)[249], make_id("s249x"));
}

// A refusal is an answer: nothing was done.
TEST_F(SavePlaylist, WhatWasRefusedIsSaidToBeMissing) {
  for (const auto& answer :
       {FakeSpotify::with_error(401, "The access token expired"), FakeSpotify::with_error(403, "Forbidden"),
        FakeSpotify::with_error(429, "API rate limit", {{"Retry-After", "3600"}})}) {
    service_.answer_after(2, answer);
    const std::string message = message_of([&] { save_playlist(api_, make_songs(250), options_); });
    EXPECT_THAT(message,
                AllOf(HasSubstr(" has 100 of the 250 songs to add. To add those that are missing: affekt "
                                "spotify save happy.json --into new"),
                      Not(HasSubstr("not known"))));
  }
}

TEST_F(SavePlaylist, APlaylistThatMayHaveBeenMadeIsToBeLookedFor) {
  const auto message = [&] { return message_of([&] { save_playlist(api_, make_songs(1), options_); }); };
  for (const auto& answer :
       {FakeSpotify::with(500), FakeSpotify::with(200, "{}"), FakeSpotify::with(200, "<html>")}) {
    service_.answer_next(answer);
    EXPECT_THAT(
        message(),
        AllOf(
            HasSubstr("POST /me/playlists"),
            HasSubstr("Whether the playlist was made is not known: affekt spotify playlists tells. If it is "
                      "there, add the songs: affekt spotify save happy.json --into ID")));
  }
  service_.answer_next(FakeSpotify::with_error(403, "Insufficient client scope"));
  EXPECT_THAT(message(), Not(HasSubstr("not known")));
}

}  // namespace
}  // namespace affekt::testing_spotify
