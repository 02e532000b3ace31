// Where the Web API is: an address that a token may be sent to.
#pragma once

#include <string>

namespace affekt {

constexpr char kSpotifyApi[] = "https://api.spotify.com/v1";

struct ApiAddress {
  std::string origin;     // "https://api.spotify.com", "http://127.0.0.1:8080"
  std::string base_path;  // "/v1", without a slash at its end; may be empty
};

/// http is for this machine alone (localhost, 127.0.0.1, [::1]): a token never travels in clear text.
/// @throws ConfigError: no http or https address, http to another machine, a user's name or password, a query
///         or a fragment in it
ApiAddress parse_api_address(const std::string& text);

}  // namespace affekt
