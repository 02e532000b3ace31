// Bad answers, none at all, and those that ask for patience.
#include "spotify/api_client.h"

#include "core/error.h"
#include "tests/spotify/client_fixture.h"

namespace affekt::testing_spotify {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class ApiClientTest : public SpotifyTest {
 protected:
  std::string refusal() {
    return message_of([&] { api_.list_playlists(); });
  }
  std::string refusal_of_a_post() {
    return message_of([&] { api_.create_playlist("mine", false); });
  }
};

TEST_F(ApiClientTest, WaitsAsLongAsTheServiceAsks) {
  service_.answer_next(FakeSpotify::with_error(429, "API rate limit exceeded", {{"Retry-After", "7"}}), 2);
  EXPECT_THAT(api_.list_playlists(), IsEmpty());
  EXPECT_THAT(waits_, ElementsAre(7000, 7000));
}

TEST_F(ApiClientTest, WaitsLongerEachTimeWhereTheServiceTellsNoTime) {
  service_.answer_next(FakeSpotify::with_error(429, "API rate limit exceeded"), 3);
  EXPECT_EQ(api_.create_playlist("mine", false), make_id("new0"));  // a POST too: it was not carried out
  EXPECT_THAT(waits_, ElementsAre(1000, 2000, 4000));
}

TEST_F(ApiClientTest, DoesNotWaitForEver) {
  service_.answer_next(FakeSpotify::with_error(429, "API rate limit exceeded", {{"Retry-After", "301"}}));
  EXPECT_THAT(refusal(), HasSubstr("asks for a wait of 301 s"));
  EXPECT_THAT(waits_, IsEmpty());
  service_.answer_next(FakeSpotify::with_error(429, "API rate limit exceeded", {{"Retry-After", "0"}}), 11);
  EXPECT_THAT(refusal(), HasSubstr("has put the request off 10 times"));
  EXPECT_THAT(waits_, AllOf(SizeIs(10), Each(1000)));  // never at once
}

TEST_F(ApiClientTest, AWaitThatCannotBeReadIsSaidToBeSo) {
  service_.answer_next(FakeSpotify::with_error(429, "API rate limit exceeded",
                                               {{"Retry-After", "Sun, 29 Nov 2026 18:00:00 GMT"}}));
  testing::internal::CaptureStderr();
  EXPECT_THAT(api_.list_playlists(), IsEmpty());
  EXPECT_THAT(
      testing::internal::GetCapturedStderr(),
      HasSubstr(
          "asks for a wait that can't be read (Retry-After: Sun, 29 Nov 2026 18:00:00 GMT); affekt waits "
          "1 s, Ctrl-C ends it"));
  EXPECT_THAT(waits_, ElementsAre(1000));
}

TEST_F(ApiClientTest, AsksAgainAfterAFaultOfTheService) {
  service_.answer_next(FakeSpotify::with(500));
  service_.answer_next(FakeSpotify::with(503));
  EXPECT_THAT(api_.list_playlists(), IsEmpty());
  EXPECT_THAT(waits_, ElementsAre(1000, 2000));
  service_.answer_next(FakeSpotify::with_error(502, "Bad gateway."), 3);
  EXPECT_THAT(refusal(), AllOf(StartsWith("GET /me/playlists: http://127.0.0.1:"),
                               HasSubstr("answers with the status 502 (it says: Bad gateway.)")));
}

TEST_F(ApiClientTest, SendsNothingTwiceThatMayHaveBeenCarriedOut) {
  service_.answer_next(FakeSpotify::with(500));
  EXPECT_THAT(refusal_of_a_post(),
              HasSubstr("the status 500; it is not sent again, since it may have been carried "
                        "out"));
  EXPECT_THAT(service_.requests(), SizeIs(1));
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(ApiClientTest, AnExpiredTokenSaysHowToGetANewOne) {
  service_.answer_next(FakeSpotify::with_error(401, "The access token expired"));
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr("doesn't accept the token (401)"), HasSubstr("The access token expired"),
                    HasSubstr("https://developer.spotify.com/dashboard")));
}

TEST_F(ApiClientTest, AMissingScopeIsNamed) {
  service_.scopes = "playlist-modify-public";
  EXPECT_THAT(refusal(), AllOf(HasSubstr("(403) (it says: Insufficient client scope)"),
                               HasSubstr("playlist-read-private")));
  EXPECT_THAT(refusal_of_a_post(), HasSubstr("it needs the scope playlist-modify-private"));
}

TEST_F(ApiClientTest, WhatTheServiceDoesNotKnowIsAnErrorOfItsOwn) {
  EXPECT_THAT(message_of<NotKnownToService>([&] { api_.list_tracks(make_id("no")); }),
              HasSubstr("knows no such thing (404) (it says: Resource not found)"));
}

TEST_F(ApiClientTest, SomethingElseThanJsonIsRefused) {
  service_.answer_next(FakeSpotify::with(200, "<html>Sign in to the hotel's network</html>"));
  EXPECT_THAT(refusal(), HasSubstr("something else than JSON: \"<html>Sign in"));
  service_.answer_next(FakeSpotify::with(200, R"({"items": [)"));
  EXPECT_THAT(refusal(), HasSubstr("something else than JSON"));
  service_.answer_next(FakeSpotify::with(200, ""));
  EXPECT_THAT(refusal(), HasSubstr("something else than JSON: \"\""));
}

TEST_F(ApiClientTest, AnAnswerThatBreaksOffIsNoAnswer) {
  const auto break_off = [](const httplib::Request&, httplib::Response& response) {
    response.set_content_provider(1000, "application/json", [](size_t, size_t, httplib::DataSink& sink) {
      sink.write("{\"items\": [", 11);
      return false;
    });
  };
  service_.answer_next(break_off);
  EXPECT_THAT(api_.list_playlists(), IsEmpty());  // asked again
  service_.answer_next(break_off, 3);
  EXPECT_THAT(refusal(), HasSubstr("has broken the answer off (the last one of 3 tries)"));
  service_.answer_next(break_off);
  EXPECT_THAT(refusal_of_a_post(), HasSubstr("it is not sent again"));
}

TEST_F(ApiClientTest, TooMuchIsRefusedWithoutReadingItAll) {
  ApiClientOptions options = quick_options();
  options.most_bytes = 100'000;
  ApiClient client(parse_api_address(service_.address()), AccessToken(kToken), options);
  service_.answer_next([](const httplib::Request&, httplib::Response& response) {  // endless
    response.set_chunked_content_provider("application/json", [](size_t, httplib::DataSink& sink) {
      const std::string blanks(65536, ' ');
      return sink.write(blanks.data(), blanks.size());
    });
  });
  EXPECT_THAT(message_of([&] { SpotifyApi(client).list_playlists(); }),
              HasSubstr("answers with more than 100,000 bytes"));
  EXPECT_THAT(SpotifyApi(client).list_playlists(), IsEmpty());  // the rest is not taken for the next answer
}

TEST_F(ApiClientTest, SilenceEndsTheRequest) {
  ApiClientOptions options = quick_options();
  options.silence_limit = std::chrono::milliseconds(50);
  ApiClient impatient(parse_api_address(service_.address()), AccessToken(kToken), options);
  service_.answer_next(
      [](const auto&, auto&) { std::this_thread::sleep_for(std::chrono::milliseconds(150)); });
  EXPECT_THAT(message_of([&] { SpotifyApi(impatient).create_playlist("mine", false); }),
              HasSubstr("was silent for 0.05 s; it is not sent again"));
  service_.answer_next(
      [](const auto&, auto&) { std::this_thread::sleep_for(std::chrono::milliseconds(150)); }, 3);
  EXPECT_THAT(message_of([&] { SpotifyApi(impatient).list_playlists(); }),
              HasSubstr("was silent for 0.05 s (the last one of 3 tries)"));
}

TEST_F(ApiClientTest, ADripOfBytesEndsTheRequest) {
  ApiClientOptions options = quick_options();
  options.answer_limit = std::chrono::milliseconds(50);
  ApiClient impatient(parse_api_address(service_.address()), AccessToken(kToken), options);
  service_.answer_next([](const httplib::Request&, httplib::Response& response) {
    response.set_chunked_content_provider("application/json", [](size_t, httplib::DataSink& sink) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      return sink.write(" ", 1);
    });
  });
  EXPECT_THAT(message_of([&] { SpotifyApi(impatient).list_playlists(); }),
              HasSubstr("takes more than 0.05 s for one answer"));
}

TEST_F(ApiClientTest, NobodyThereIsSaid) {
  std::string address;
  {
    const FakeSpotify gone;
    address = gone.address();
  }
  ApiClient client(parse_api_address(address), AccessToken(kToken), quick_options());
  EXPECT_THAT(message_of([&] { SpotifyApi(client).list_playlists(); }), HasSubstr("can't be reached"));
}

TEST_F(ApiClientTest, ARedirectIsNotFollowed) {
  FakeSpotify other;
  service_.answer_next(FakeSpotify::with(302, "", {{"Location", other.address() + "/me/playlists"}}));
  EXPECT_THAT(refusal(), AllOf(HasSubstr("sends the request elsewhere (302, to " + other.address()),
                               HasSubstr("where the token doesn't go")));
  EXPECT_THAT(other.requests(), IsEmpty());
}

// The service knows the token, and may write it into what it says.
TEST_F(ApiClientTest, TheTokenIsInNoMessage) {
  const std::string token = kToken;
  service_.answer_next(FakeSpotify::with_error(401, "Invalid token " + token));
  EXPECT_THAT(refusal(), AllOf(HasSubstr("Invalid token (token)"), Not(HasSubstr(token))));
  service_.answer_next(FakeSpotify::with(200, "Bearer " + token));
  EXPECT_THAT(refusal(), AllOf(HasSubstr("\"Bearer (token)\""), Not(HasSubstr(token))));
  service_.answer_next(FakeSpotify::with(302, "", {{"Location", "http://x/?" + token}}));
  EXPECT_THAT(refusal(), AllOf(HasSubstr("http://x/?(token)"), Not(HasSubstr(token))));
}

TEST_F(ApiClientTest, ControlCharactersOfAnAnswerReachNoTerminal) {
  service_.answer_next(FakeSpotify::with_error(400, "a\x1b[2Jb\nc"));
  EXPECT_THAT(refusal(), HasSubstr("(it says: a [2Jb c)"));
}

TEST(AccessToken, WhatIsNoneHasAHintOfItsOwn) {
  for (const auto& [secret, hint] :
       std::map<std::string, std::string>{{"null", "as jq prints what is missing"},
                                          {"Bearer BQDa0123456789012345", "without the word Bearer"},
                                          {"BQDa0123456789012345\n", "it has a line break in it"},
                                          {" BQDa0123456789012345", "it has blanks in it or around it"},
                                          {"BQDa", "20 to 4096 letters"},
                                          {"BQDa0123456789012345\xC3\xB6", "something else in it"}}) {
    try {
      const AccessToken token(secret);
      FAIL();
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what(), AllOf(StartsWith("SPOTIFY_TOKEN: expected the access token alone, "),
                                      HasSubstr(hint), Not(HasSubstr("BQDa"))));
    }
  }
}

}  // namespace
}  // namespace affekt::testing_spotify
