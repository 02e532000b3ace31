#include "spotify/api_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "spotify/access_token.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string refusal_of(const std::string& address) {
  try {
    parse_api_address(address);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

TEST(ApiAddress, IsCutIntoOriginAndPath) {
  const ApiAddress usual = parse_api_address(kSpotifyApi);
  EXPECT_EQ(usual.origin, "https://api.spotify.com");
  EXPECT_EQ(usual.base_path, "/v1");
  EXPECT_EQ(parse_api_address("https://example.org/").base_path, "");
  EXPECT_EQ(parse_api_address("https://example.org:8443/a/v1//").origin, "https://example.org:8443");
  EXPECT_EQ(parse_api_address("https://example.org:8443/a/v1//").base_path, "/a/v1");
  EXPECT_EQ(parse_api_address("https://[2001:db8::1]:8443").origin, "https://[2001:db8::1]:8443");
}

TEST(ApiAddress, HttpIsForThisMachineAlone) {
  for (const char* here : {"http://127.0.0.1:80/v1", "http://localhost", "http://[::1]:8080/v1"})
    EXPECT_EQ(refusal_of(here), "");
  for (const char* elsewhere : {"http://api.spotify.com/v1", "http://127.0.0.1.example.org",
                                "http://localhost.org/v1", "http://[2001:db8::1]/v1", "http://127.0.0.2/v1"})
    EXPECT_THAT(refusal_of(elsewhere), HasSubstr("would send the token in clear text: use https"))
        << elsewhere;
}

TEST(ApiAddress, WhatIsNoneIsRefused) {
  for (const char* text :
       {"", "api.spotify.com", "ftp://api.spotify.com", "HTTPS", "https://", "https:///v1", "https://a b/",
        "https://host:0", "https://host:70000", "https://host:x", "https://host:", "https://ho\nst/",
        "https://host/v1\r\nX: y", "https://host/v1?x=1", "https://host/#x", "https://host/%2e",
        "https://[::1", "https://[]/"})
    EXPECT_THAT(refusal_of(text), HasSubstr("--api: ")) << text;
}

TEST(ApiAddress, ANameAndPasswordAreRefusedAndNotQuoted) {
  EXPECT_THAT(refusal_of("https://me:geheim@api.spotify.com/v1"),
              testing::AllOf(HasSubstr("a user's name or a password"), Not(HasSubstr("geheim"))));
  EXPECT_THAT(refusal_of("http://localhost@example.org/v1"), HasSubstr("before the @"));
}

TEST(AccessToken, IsStruckFromTexts) {
  const AccessToken token("abcdefghijklmnopqrstuvwxyz");
  EXPECT_EQ(token.authorization(), "Bearer abcdefghijklmnopqrstuvwxyz");
  EXPECT_EQ(token.strike_from("1 abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz2"),
            "1 (token) (token)2");
  EXPECT_EQ(token.strike_from("abc"), "abc");
}

TEST(AccessToken, WhatIsNoneIsRefusedWithoutQuotingIt) {
  for (const std::string& secret : std::vector<std::string>{
           "geheim", "geheim_geheim_geheim\n", "geheim geheim geheim geheim", "geheim_geheim_geheim_\xC3\xBC",
           "Bearer geheim_geheim_geheim", std::string(5000, 'x')}) {
    try {
      AccessToken token(secret);
      ADD_FAILURE() << secret;
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what(),
                  testing::AllOf(HasSubstr("SPOTIFY_TOKEN: expected"), Not(HasSubstr("geheim"))));
    }
  }
}

}  // namespace
}  // namespace affekt
