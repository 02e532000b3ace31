// affekt spotify as a user runs it, against a server that answers as the Web API is documented.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>

#include "tests/app/affekt_process.h"
#include "tests/spotify/fake_spotify.h"

namespace affekt::testing_app {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_spotify::FakeSpotify;
using testing_spotify::kToken;
using testing_spotify::make_id;

class SpotifyCommandTest : public testing::Test {
 protected:
  SpotifyCommandTest() {
    service_.artists[make_id("abba")] = {make_id("abba"), "ABBA", {"swedish pop"}};
    service_.tracks = {{make_id("sos"), "SOS", {make_id("abba")}}};
    service_.playlists.push_back({make_id("p"), "Old\n\x1b[31mones\xE2\x80\xAE", false, {}});
    service_.playlists[0].items.push_back(
        {{"added_at", nullptr}, {"is_local", false}, {"item", service_.track_object(make_id("sos"))}});
    write_file(folder_ / "glad.json",
               R"({"title": "glad", "songs": [{"id": "", "artist": "Abba", "title": "SOS"},
                                          {"id": "", "artist": "Nobody", "title": "Nothing"}]})");
  }
  /// Whatever happens, the token is shown and kept nowhere, and no request is undocumented.
  void TearDown() override {
    EXPECT_THAT(service_.faults(), IsEmpty());
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path()))
      if (entry.is_regular_file()) {
        EXPECT_THAT(read_file(entry.path()), Not(HasSubstr(kToken))) << entry.path();
      }
  }

  std::vector<std::string> complete(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"-v", "spotify"});
    arguments.insert(arguments.end(), {"--api", service_.address()});
    return arguments;
  }
  ProcessOptions options(const std::string& token = kToken) const {
    return {folder_.path(), {"SPOTIFY_TOKEN=" + token, "HOME=" + folder_.path().string()}};
  }
  ProcessResult run(const std::vector<std::string>& arguments) const {
    const ProcessResult result = run_affekt(complete(arguments), options());
    EXPECT_THAT(result.out + result.err, Not(HasSubstr(kToken)));
    return result;
  }

  FakeSpotify service_;
  const TemporaryFolder folder_;
};

TEST_F(SpotifyCommandTest, APlaylistIsSavedAndItsLinkPrinted) {
  const ProcessResult result = run({"save", "glad.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "https://open.spotify.com/playlist/" + make_id("new1") + "\n");
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("1 song added"),
                    HasSubstr("warning: 1 song not found on Spotify under the same artist and title, left "
                              "out: Nobody - Nothing")));
  ASSERT_EQ(service_.playlists.size(), 2U);
  EXPECT_EQ(service_.playlists[1].name, "glad");
  EXPECT_FALSE(service_.playlists[1].is_public);
}

TEST_F(SpotifyCommandTest, PlaylistsAreListedWithoutControlCharacters) {
  const ProcessResult result = run({"playlists"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "id                       songs  owner      name\n" + make_id("p") +
                            "       1  Me Myself  Old  [31mones \n");
}

TEST_F(SpotifyCommandTest, SongsAreFetchedIntoAFile) {
  const ProcessResult result =
      run({"fetch", "https://open.spotify.com/playlist/" + make_id("p") + "?si=1", "--out", "songs.csv"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("1 song; Spotify names genres of 1 of 1 artist"));
  EXPECT_EQ(read_file(folder_ / "songs.csv"),
            "id,artist,title,artist_genres,release_date,explicit,added_at\n" + make_id("sos") +
                ",ABBA,SOS,swedish pop,1975-06-01,false,\n");
}

TEST_F(SpotifyCommandTest, WhereNoFileCanBeMadeIsSaidBeforeAnyRequest) {
  const std::string before = read_file(folder_ / "glad.json");
  const auto expect_refused = [&](const std::string& subject, const std::string& out, int exit_code,
                                  const std::string& message) {
    const ProcessResult result = run({"fetch", subject, "--out", out});
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_THAT(result.err, HasSubstr(message));
  };
  expect_refused("glad.json", "./glad.json", 2, "--out ./glad.json: the table of songs is made of this file");
  expect_refused(make_id("p"), "none/songs.csv", 2, "there is no folder");
  expect_refused(make_id("p"), "/dev/stdout", 2, "without --out the table of songs is printed");
  expect_refused(make_id("p"), "/sys/songs.csv", 4, "nothing can be written in this folder");
  expect_refused("nosuch.json", "songs.csv", 3, "nosuch.json: there is no such file");
  EXPECT_EQ(read_file(folder_ / "glad.json"), before);
  EXPECT_THAT(service_.requests(), IsEmpty());
}

TEST_F(SpotifyCommandTest, TheCommandThatGoesOnNamesTheSameApi) {
  service_.answer_after(3, FakeSpotify::with(500));  // two songs are searched, the playlist is made, then
  const ProcessResult result = run({"save", "glad.json"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err,
              HasSubstr("affekt spotify save glad.json --api " + service_.address() + " --into "));
}

TEST_F(SpotifyCommandTest, WhatTheServiceRefusesIsADataErrorAndLeavesNoFile) {
  service_.answer_next(FakeSpotify::with_error(401, "The access token expired: " + std::string(kToken)));
  const ProcessResult result = run({"fetch", make_id("p"), "--out", "songs.csv"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("doesn't accept the token (401)"));
  EXPECT_FALSE(fs::exists(folder_ / "songs.csv"));
}

TEST_F(SpotifyCommandTest, AMissingOrBadTokenIsAConfigErrorBeforeAnyRequest) {
  for (const char* token : {"", "geheim geheim geheim geheim"}) {
    const ProcessResult result = run_affekt(complete({"playlists"}), options(token));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, AllOf(HasSubstr("SPOTIFY_TOKEN"), Not(HasSubstr("geheim"))));
  }
  EXPECT_THAT(service_.requests(), IsEmpty());
}

TEST_F(SpotifyCommandTest, TheCommandLineIsChecked) {
  const auto expect_refused = [&](const std::vector<std::string>& arguments, const std::string& message) {
    const ProcessResult result = run(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr(message));
  };
  expect_refused({"delete"}, "ACTION: expected save, fetch or playlists, got delete");
  expect_refused({"save", "glad.json", "--into", make_id("p"), "--name", "x"}, "save --into takes no --name");
  expect_refused({"fetch", "a/b"}, "expected a playlist's id or link");
  EXPECT_THAT(service_.requests(), IsEmpty());
}

TEST_F(SpotifyCommandTest, CtrlCEndsAWaitAndAnAnswerThatDoesNotCome) {
  std::atomic<bool> is_over{false};
  service_.answer_next(FakeSpotify::with_error(429, "API rate limit exceeded", {{"Retry-After", "200"}}));
  service_.answer_next([&](const auto&, auto&) {
    while (!is_over) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  for (size_t i = 1; i <= 2; ++i) {
    AffektProcess process(complete({"playlists"}), options());
    while (service_.requests().size() < i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    process.send_signal(SIGINT);
    const ProcessResult result = process.wait();
    EXPECT_EQ(result.exit_code, 130) << result.err;
    EXPECT_LT(result.seconds, 8);  // less than the 9 s after which the program is cut off
  }
  is_over = true;
}

}  // namespace
}  // namespace affekt::testing_app
