#include "playlist/compose_playlist.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "core/error.h"
#include "tests/playlist/small_library.h"

namespace affekt::testing_playlist {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// Two songs a cluster, each artist of its own; the second one of a cluster lies 0.5 further from its centre.
SongLibrary make_six_songs() {
  return make_library({{"d0", "Ann", "a", 0, {-1, -1}},
                       {"d1", "Bob", "b", 0, {-1, -1.5}},
                       {"m0", "Cid", "c", 1, {0, 0}},
                       {"m1", "Dot", "d", 1, {0, 0.5}},
                       {"b0", "Eve", "e", 2, {1, 0}},
                       {"b1", "Fay", "f", 2, {1.5, 0}}});
}

SongDetails know_nothing_of(const SongLibrary& library) {
  return read_song_details(library, {});
}

PlaylistRequest ask_for(AffectPoint mood, int64_t num_songs) {
  PlaylistRequest request;
  request.mood = mood;
  request.num_songs = num_songs;
  request.artist_gap = num_songs;
  request.variety = 0;
  return request;
}

std::vector<std::string> compose_ids(const SongLibrary& library, const PlaylistRequest& request) {
  return ids_of(library, compose_playlist(library, know_nothing_of(library), request));
}

// At (1, 0) the squared distances of the clusters are 5, 1 and 0, so the weights exp(-d2) are 0.007, 0.368, 1
// of 1.375: shares 0.005, 0.268, 0.727. What they are owed before each turn: bright 0.727; 0.454 beside 0.535
// of the middle; 1.181; 0.909 (the middle 0.070, 0.338).
TEST(ComposePlaylist, ClustersShareTheSongsByTheirWeights) {
  const SongLibrary library = make_library({{"m0", "Cid", "c", 1, {0, 0}},
                                            {"m1", "Dot", "d", 1, {0, 0.5}},
                                            {"b0", "Eve", "e", 2, {1, 0}},
                                            {"b1", "Fay", "f", 2, {1.5, 0}},
                                            {"b2", "Gus", "g", 2, {1, 0.7}},
                                            {"d0", "Ann", "a", 0, {-1, -1}}});
  EXPECT_THAT(compose_ids(library, ask_for({1, 0}, 4)), ElementsAre("b0", "m0", "b1", "b2"));
}

TEST(ComposePlaylist, AClusterWithoutSongsLeavesItsShareToTheOthers) {
  const SongLibrary library = make_library({{"m0", "Cid", "c", 1, {0, 0}}, {"d0", "Ann", "a", 0, {-1, -1}}});
  EXPECT_THAT(compose_ids(library, ask_for({1, 0}, 2)), ElementsAre("m0", "d0"));
}

// The way of the policy from (-1, -1): dark, middle, bright; two songs each, the targets on the line to (1,
// 0).
TEST(ComposePlaylist, ALiftGoesFromTheMoodToTheTarget) {
  const SongLibrary library = make_six_songs();
  PlaylistRequest request = ask_for({-1, -1}, 6);
  request.policy = MoodPolicy::kLift;
  const Playlist playlist = compose_playlist(library, know_nothing_of(library), request);
  EXPECT_THAT(ids_of(library, playlist), ElementsAre("d0", "d1", "m0", "m1", "b0", "b1"));
  EXPECT_DOUBLE_EQ(playlist.songs.front().target.valence, -1);
  EXPECT_DOUBLE_EQ(playlist.songs[1].target.arousal, -0.8);
  EXPECT_DOUBLE_EQ(playlist.songs.back().target.valence, 1);
  for (size_t i = 1; i < playlist.songs.size(); ++i)
    EXPECT_GE(playlist.songs[i].target.valence, playlist.songs[i - 1].target.valence);
}

TEST(ComposePlaylist, ALikedArtistComesBeforeANearerSong) {
  const SongLibrary library = make_six_songs();
  PlaylistRequest request = ask_for({1, 0}, 1);
  EXPECT_THAT(compose_ids(library, request), ElementsAre("b0"));
  request.profile.like.artists = {" FAY "};
  const Playlist playlist = compose_playlist(library, know_nothing_of(library), request);
  EXPECT_THAT(ids_of(library, playlist), ElementsAre("b1"));
  EXPECT_EQ(explain_song(library, playlist.songs[0]), "cluster \"bright\"; 0.50 from the mood; liked artist");
}

TEST(ComposePlaylist, WhatIsDislikedNeverComes) {
  const SongLibrary library = make_six_songs();
  PlaylistRequest request = ask_for({1, 0}, 6);
  request.profile.dislike.artists = {"eve"};
  request.profile.dislike.songs = {"Dot - D", "spotify:track:m0"};
  const Playlist playlist = compose_playlist(library, know_nothing_of(library), request);
  EXPECT_EQ(playlist.left_out.disliked, 3);
  EXPECT_EQ(playlist.num_candidates, 3);
  EXPECT_THAT(ids_of(library, playlist), Not(testing::Contains(testing::AnyOf("b0", "m1", "m0"))));
  EXPECT_THAT(playlist.notes, ElementsAre(HasSubstr("only 3 of 6 songs")));
}

TEST(ComposePlaylist, AnArtistComesOnceInTheGap) {
  const SongLibrary library = make_library({{"1", "Eve", "a", 2, {1, 0}},
                                            {"2", "eve", "b", 2, {1, 0.1}},
                                            {"3", "Fay", "c", 2, {1, 0.9}},
                                            {"4", "Gus", "d", 2, {1, 1}}});
  PlaylistRequest request = ask_for({1, 0}, 4);
  request.artist_gap = 1;
  EXPECT_THAT(compose_ids(library, request), ElementsAre("1", "2", "3", "4"));
  request.artist_gap = 2;
  EXPECT_THAT(compose_ids(library, request), ElementsAre("1", "3", "2", "4"));
  request.artist_gap = 4;
  EXPECT_THAT(compose_ids(library, request), ElementsAre("1", "3", "4"));
}

TEST(ComposePlaylist, TheSameArtistAndTitleComeOnce) {
  const SongLibrary library = make_library(
      {{"1", "Eve", "Song", 2, {1, 0}}, {"2", "EVE", "song", 2, {1, 0.1}}, {"3", "Fay", "x", 2, {1, 1}}});
  PlaylistRequest request = ask_for({1, 0}, 3);
  request.artist_gap = 1;
  EXPECT_THAT(compose_ids(library, request), ElementsAre("1", "3"));
}

TEST(ComposePlaylist, ALanguageTakesOnlySongsThatAreKnownToBeOfIt) {
  const SongLibrary library = make_six_songs();
  SongDetails details = know_nothing_of(library);
  details.languages[static_cast<size_t>(library.artist_of[4])] = {"hindi"};
  details.languages[static_cast<size_t>(library.artist_of[5])] = {"english"};
  PlaylistRequest request = ask_for({1, 0}, 3);
  request.profile.languages = {"hindi"};
  const Playlist playlist = compose_playlist(library, details, request);
  EXPECT_THAT(ids_of(library, playlist), ElementsAre("b0"));
  EXPECT_EQ(playlist.left_out.language, 1);
  EXPECT_EQ(playlist.left_out.language_unknown, 4);
  EXPECT_DOUBLE_EQ(playlist.language_known, 2.0 / 6);
}

TEST(ComposePlaylist, DecadesAndExplicitLyricsLeaveSongsOut) {
  const SongLibrary library = make_six_songs();
  SongDetails details = know_nothing_of(library);
  details.years = {1989, 1990, 1999, 2000, 0, 1995};
  details.explicit_lyrics = {0, 1, 0, 0, 1, -1};
  PlaylistRequest request = ask_for({1, 0}, 6);
  request.profile.decades = {1990};
  request.profile.explicit_lyrics = "avoid";
  const Playlist playlist = compose_playlist(library, details, request);
  EXPECT_THAT(ids_of(library, playlist), testing::UnorderedElementsAre("m0", "b1"));
  EXPECT_EQ(playlist.left_out.decade, 2);
  EXPECT_EQ(playlist.left_out.decade_unknown, 1);
  EXPECT_EQ(playlist.left_out.explicit_lyrics, 1);
}

TEST(ComposePlaylist, WhatFollowsTheHistoryComesEarlier) {
  const SongLibrary library = make_six_songs();
  PlaylistRequest request = ask_for({1, 0}, 1);
  request.next_scores = std::vector<float>(6, std::numeric_limits<float>::quiet_NaN());
  request.next_scores[5] = 0.75F;  // b1 is 0.5 further away than b0
  const Playlist playlist = compose_playlist(library, know_nothing_of(library), request);
  EXPECT_THAT(ids_of(library, playlist), ElementsAre("b1"));
  EXPECT_THAT(explain_song(library, playlist.songs[0]), HasSubstr("next song +0.8"));
}

TEST(ComposePlaylist, TheSeedDrawsAndTheOrderOfTheLibraryDoesNot) {
  std::vector<SmallSong> songs;
  for (int i = 0; i < 60; ++i)
    songs.push_back({"s" + std::to_string(i), "artist " + std::to_string(i), "t", 2, {1, 0.01 * i}});
  PlaylistRequest request = ask_for({1, 0}, 10);
  request.variety = 1;
  const std::vector<std::string> first = compose_ids(make_library(songs), request);
  EXPECT_EQ(compose_ids(make_library(songs), request), first);
  EXPECT_EQ(compose_ids(make_library({songs.rbegin(), songs.rend()}), request), first);
  std::set<std::string> heads;
  for (request.seed = 1; request.seed <= 20; ++request.seed)
    heads.insert(compose_ids(make_library(songs), request).front());
  EXPECT_GT(heads.size(), 5U);
}

TEST(ComposePlaylist, NoSongLeftSaysWhichRuleLeftThemOut) {
  const SongLibrary library = make_six_songs();
  PlaylistRequest request = ask_for({1, 0}, 2);
  request.profile.languages = {"hindi"};
  try {
    compose_playlist(library, know_nothing_of(library), request);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "no song of the 6 in small is left: 6 in an unknown language; files with genres and years "
                 "(--catalogue) make more known");
  }
}

TEST(ComposePlaylist, NamesThatTheLibraryLacksAreNoted) {
  const SongLibrary library = make_six_songs();
  PlaylistRequest request = ask_for({1, 0}, 1);
  request.profile.like.artists = {"Fayy", "Ann"};
  request.profile.dislike.songs = {"Ann - nothing"};
  const Playlist playlist = compose_playlist(library, know_nothing_of(library), request);
  EXPECT_THAT(playlist.notes, ElementsAre(testing::AllOf(HasSubstr("liked artist \"Fayy\""),
                                                         HasSubstr("did you mean \"fay\"?")),
                                          HasSubstr("no song \"Ann - nothing\"")));
}

// The nearest of many names is looked for three times a list, whatever the profile holds.
TEST(ComposePlaylist, ManyNamesThatTheLibraryLacksAreCounted) {
  const SongLibrary library = make_six_songs();
  PlaylistRequest request = ask_for({0, 0}, 1);
  for (int i = 0; i < 10000; ++i) request.profile.like.artists.push_back("nobody " + std::to_string(i));
  const std::vector<std::string> notes = compose_playlist(library, know_nothing_of(library), request).notes;
  ASSERT_THAT(notes, SizeIs(4));
  EXPECT_THAT(notes[2], HasSubstr("\"nobody 2\""));
  EXPECT_EQ(notes[3], "and 9997 further liked artists of the profile that no song has");
}

TEST(ComposePlaylist, WrongNumbersAreRefused) {
  const SongLibrary library = make_six_songs();
  for (const auto& spoil : std::vector<void (*)(PlaylistRequest&)>{
           [](PlaylistRequest& r) { r.num_songs = 0; }, [](PlaylistRequest& r) { r.artist_gap = 0; },
           [](PlaylistRequest& r) { r.variety = -1; }, [](PlaylistRequest& r) { r.variety = NAN; }}) {
    PlaylistRequest request = ask_for({1, 0}, 2);
    spoil(request);
    EXPECT_THROW(compose_playlist(library, know_nothing_of(library), request), ConfigError);
  }
}

}  // namespace
}  // namespace affekt::testing_playlist
