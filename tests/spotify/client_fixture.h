// A client of the fake Spotify that waits for nothing, and notes for how long it would have.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "spotify/spotify_api.h"
#include "tests/spotify/fake_spotify.h"

namespace affekt::testing_spotify {

class SpotifyTest : public testing::Test {
 protected:
  /// Every request that the client sends is one that the documentation allows.
  void TearDown() override { EXPECT_THAT(service_.faults(), testing::IsEmpty()); }

  ApiClientOptions quick_options() {
    ApiClientOptions options;
    options.wait = [this](std::chrono::milliseconds time) { waits_.push_back(time.count()); };
    return options;
  }

  /// What a call throws, or "".
  template <class Thrown = DataError, class Call>
  static std::string message_of(const Call& call) {
    try {
      call();
    } catch (const Thrown& error) {
      return error.what();
    }
    return "";
  }

  FakeSpotify service_;
  std::vector<int64_t> waits_;  // ms
  ApiClient client_{parse_api_address(service_.address()), AccessToken(kToken), quick_options()};
  SpotifyApi api_{client_};
};

}  // namespace affekt::testing_spotify
