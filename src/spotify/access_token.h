// A person's own access token of Spotify: read from the environment, and never shown.
#pragma once

#include <string>

namespace affekt {

constexpr char kSpotifyTokenVariable[] = "SPOTIFY_TOKEN";

/// How a person comes by a token, for messages.
extern const char* const kHowToGetToken;

/// Lives in memory only: nothing writes it to a file, a log or a message.
class AccessToken {
 public:
  /// @param secret  20 to 4096 visible ASCII characters
  /// @throws ConfigError, which doesn't quote it
  explicit AccessToken(std::string secret);

  /// The value of the header Authorization.
  std::string authorization() const { return "Bearer " + secret_; }
  /// `text` with the token struck out wherever it stands: a service may send back what it was sent.
  std::string strike_from(std::string text) const;

 private:
  std::string secret_;
};

/// @throws ConfigError: SPOTIFY_TOKEN isn't set, or is no token
AccessToken read_access_token();

}  // namespace affekt
