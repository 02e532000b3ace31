#include "spotify/spotify_api.h"

#include "tests/spotify/client_fixture.h"

namespace affekt::testing_spotify {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

json make_page(const json& items, const json& next, int64_t total) {
  return {{"items", items}, {"next", next}, {"total", total}, {"limit", 50}, {"offset", 0}};
}

class SpotifyApiTest : public SpotifyTest {
 protected:
  SpotifyApiTest() {
    service_.artists[make_id("abba")] = {make_id("abba"), "ABBA", {"swedish pop", "europop"}};
    service_.tracks.push_back({make_id("sos"), "SOS", {make_id("abba")}});
  }
  json item_of(const std::string& track) const {
    return {
        {"added_at", "2026-01-02T03:04:05Z"}, {"is_local", false}, {"item", service_.track_object(track)}};
  }
};

TEST_F(SpotifyApiTest, PlaylistsComeFromAllPages) {
  for (int i = 0; i < 120; ++i)
    service_.playlists.push_back({make_id("p" + std::to_string(i)), "List " + std::to_string(i), false, {}});
  service_.playlists[7].items = {item_of(make_id("sos"))};
  const auto playlists = api_.list_playlists();
  ASSERT_THAT(playlists, SizeIs(120));
  EXPECT_EQ(playlists[119].id, make_id("p119"));
  EXPECT_EQ(playlists[7].name, "List 7");
  EXPECT_EQ(playlists[7].owner, "Me Myself");
  EXPECT_EQ(playlists[7].num_songs, 1);
  EXPECT_THAT(service_.requests(),
              ElementsAre("GET /v1/me/playlists?limit=50&offset=0", "GET /v1/me/playlists?limit=50&offset=50",
                          "GET /v1/me/playlists?limit=50&offset=100"));
}

TEST_F(SpotifyApiTest, TheNamesUntilFebruary2026AreReadToo) {
  service_.has_former_names_only = true;
  json item = item_of(make_id("sos"));
  item["track"] = item["item"];
  item.erase("item");
  service_.playlists.push_back({make_id("p"), "Old", false, {item}});
  EXPECT_EQ(api_.list_playlists().front().num_songs, 1);
  EXPECT_EQ(api_.list_tracks(make_id("p")).tracks.front().title, "SOS");
}

TEST_F(SpotifyApiTest, PodcastsLocalFilesAndSongsThatAreGoneAreLeftOut) {
  json episode = item_of(make_id("sos")), local = item_of(make_id("sos"));
  episode["item"]["type"] = "episode";
  local["is_local"] = true;
  local["item"]["id"] = nullptr;
  const json gone = {{"added_at", nullptr}, {"is_local", false}, {"item", nullptr}};
  service_.playlists.push_back(
      {make_id("p"), "Mixed", false, {episode, item_of(make_id("sos")), local, gone}});
  const PlaylistTracks listed = api_.list_tracks(make_id("p"));
  ASSERT_THAT(listed.tracks, SizeIs(1));
  EXPECT_EQ(listed.num_left_out, 3);
  const SpotifyTrack& track = listed.tracks.front();
  EXPECT_EQ(track.id, make_id("sos"));
  EXPECT_EQ(track.artist_names(), "ABBA");
  EXPECT_EQ(track.release_date, "1975-06-01");
  EXPECT_EQ(track.explicit_lyrics, false);
  EXPECT_EQ(track.added_at, "2026-01-02T03:04:05Z");
}

TEST_F(SpotifyApiTest, TracksAndGenresAreReadById) {
  EXPECT_EQ(api_.read_track(make_id("sos")).value().title, "SOS");
  EXPECT_FALSE(api_.read_track(make_id("none")).has_value());
  EXPECT_THAT(api_.list_genres(make_id("abba")), ElementsAre("swedish pop", "europop"));
  service_.answer_next(
      FakeSpotify::with(200, R"({"id": "abba", "name": "ABBA"})"));  // genres are not promised
  EXPECT_THAT(api_.list_genres(make_id("abba")), IsEmpty());
}

TEST_F(SpotifyApiTest, ASearchMasksItsOwnLanguage) {
  service_.tracks.push_back({make_id("x"), "Say  Yes  & 50%+", {make_id("abba")}});
  ASSERT_THAT(api_.search_tracks("ABBA", "Say \"Yes\" & 50%+"), SizeIs(1));
  EXPECT_EQ(service_.requests().front(),
            "GET /v1/search?q=track%3ASay%20%20Yes%20%20%26%2050%25%2B%20artist%3AABBA&type=track&limit=10");
}

// The address of the next page is never asked: here it is another host, which would get the token.
TEST_F(SpotifyApiTest, TheTokenDoesNotFollowTheNextPageToAnotherHost) {
  FakeSpotify other;
  json page = make_page(json::array(), other.address() + "/me/playlists?offset=50", 51);
  for (int i = 0; i < 50; ++i) page["items"].push_back(nullptr);
  service_.answer_next(FakeSpotify::with(200, page.dump()));
  EXPECT_THAT(api_.list_playlists(), IsEmpty());
  EXPECT_THAT(other.requests(), IsEmpty());
  EXPECT_EQ(service_.requests().back(), "GET /v1/me/playlists?limit=50&offset=50");
}

TEST_F(SpotifyApiTest, PagesWithoutEndAreRefused) {
  service_.answer_next(FakeSpotify::with(200, make_page(json::array(), "http://x/", 70).dump()), 1000);
  EXPECT_THAT(message_of([&] { api_.list_playlists(); }),
              HasSubstr("GET /me/playlists: the service names a page behind the last one of 70 items"));
  EXPECT_THAT(service_.requests(), SizeIs(2));
}

TEST_F(SpotifyApiTest, AnswersOfAnotherFormAreRefusedByField) {
  const auto refusal = [&](const json& answer) {
    service_.answer_next(FakeSpotify::with(200, answer.dump()));
    return message_of([&] { api_.list_playlists(); });
  };
  const std::string where = "the answer to GET /me/playlists";
  EXPECT_EQ(refusal(json::array()), where + ": expected an object of named fields, got array");
  EXPECT_EQ(refusal({{"next", nullptr}}), where + ": items: expected a list, got null");
  EXPECT_EQ(refusal(make_page({{{"id", 5}}}, nullptr, 1)),
            where + ", items[0]: id: expected a text, got number");
  EXPECT_EQ(refusal(make_page({{{"id", "../me"}}}, nullptr, 1)),
            where + ", items[0]: id: expected an id of letters and digits, got string");
  EXPECT_EQ(refusal(make_page({7}, nullptr, 1)),
            where + ", items[0]: expected an object of named fields, got number");
  EXPECT_EQ(refusal(make_page(json::array(), "http://x/", -1)),
            where + ": total: expected a count, got number");
}

TEST(SpotifyPlaylistId, IsFoundInLinksAndUris) {
  const std::string id = "37i9dQZF1DXcBWIGoYBM5M";
  EXPECT_EQ(find_playlist_id(id), id);
  EXPECT_EQ(find_playlist_id("https://open.spotify.com/playlist/" + id + "?si=0123"), id);
  EXPECT_EQ(find_playlist_id("spotify:playlist:" + id), id);
  EXPECT_EQ(find_playlist_id(playlist_link(id)), id);
  for (const char* other :
       {"", "https://open.spotify.com/track/37i9dQZF1DXcBWIGoYBM5M", "../me/playlists", "a/b",
        "https://open.spotify.com/playlist/", "https://evil.org/playlist/37i9dQZF1DXcBWIGoYBM5M"})
    EXPECT_EQ(find_playlist_id(other), "") << other;
}

}  // namespace
}  // namespace affekt::testing_spotify
