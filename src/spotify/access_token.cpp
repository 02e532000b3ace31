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
  const auto refuse = [](const std::string& why) {
    throw ConfigError(std::string(kSpotifyTokenVariable) + ": expected the access token alone, " + why);
  };
  if (secret_ == "null")
    refuse(
        "it is \"null\", as jq prints what is missing: Spotify has refused to give one; run curl without jq "
        "to see why");
  if (begins_with(secret_, "Bearer ")) refuse("without the word Bearer in front of it");
  // It would end the header and begin another one.
  if (secret_.find_first_of("\r\n") != std::string::npos)
    refuse("it has a line break in it: copy it without one");
  if (secret_.find_first_of(" \t") != std::string::npos)
    refuse("it has blanks in it or around it: copy it without them");
  if (secret_.size() < kShortest || secret_.size() > kLongest ||
      !std::all_of(secret_.begin(), secret_.end(), is_visible))
    refuse("20 to 4096 letters, digits and signs; it has something else in it, or another length");
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
