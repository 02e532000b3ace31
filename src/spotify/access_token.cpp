#include "spotify/access_token.h"

#include <algorithm>
#include <cstdlib>

#include "core/error.h"
#include "core/text/affix.h"

namespace affekt {

const char* const kHowToGetToken =
    "make an app at https://developer.spotify.com/dashboard, give it your consent and export its access "
    "token, "
    "which lives for an hour, as SPOTIFY_TOKEN (README.md has the two commands)";

AccessToken::AccessToken(std::string secret) : secret_(std::move(secret)) {
  constexpr size_t kShortest = 20, kLongest = 4096;  // Spotify's have some hundred characters
  const auto is_visible = [](char c) { return c > ' ' && c <= '~'; };
  if (begins_with(secret_, "Bearer "))
    throw ConfigError(
        "SPOTIFY_TOKEN: expected the access token alone, without the word Bearer in front of it");
  // A line break in it would end the header and begin another one.
  if (secret_.size() < kShortest || secret_.size() > kLongest ||
      !std::all_of(secret_.begin(), secret_.end(), is_visible))
    throw ConfigError(
        "SPOTIFY_TOKEN: expected an access token, 20 to 4096 letters, digits and signs without blanks or "
        "line "
        "breaks; it has something else in it, or another length");
}

std::string AccessToken::strike_from(std::string text) const {
  static const std::string kInstead = "(token)";
  for (size_t at = 0; (at = text.find(secret_, at)) != std::string::npos; at += kInstead.size())
    text.replace(at, secret_.size(), kInstead);
  return text;
}

AccessToken read_access_token() {
  const char* const secret = std::getenv(kSpotifyTokenVariable);
  if (secret == nullptr || *secret == '\0')
    throw ConfigError(std::string(kSpotifyTokenVariable) + " is not set: " + kHowToGetToken);
  return AccessToken(secret);
}

}  // namespace affekt
