// One request of the Web API after the other: JSON in, JSON out, with waits, repetitions and clear faults.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "spotify/access_token.h"
#include "spotify/api_address.h"
#include "spotify/api_connection.h"

namespace affekt {

struct ApiRequest {
  std::string method = "GET";                              // or POST
  std::string path;                                        // "/me/playlists"
  std::vector<std::pair<std::string, std::string>> query;  // as it is meant; it is encoded on its way
  std::optional<nlohmann::json> body;                      // of POST
  std::string needs;  // what a 403 most likely says is missing: "the scope playlist-read-private"

  std::string name() const { return method + " " + path; }
};

struct ApiClientOptions {
  std::chrono::milliseconds connect_limit{10'000};
  std::chrono::milliseconds silence_limit{30'000};  // nothing is sent or comes for so long
  std::chrono::milliseconds answer_limit{120'000};  // of one answer, from its first byte on
  std::chrono::seconds longest_wait{300};           // a longer Retry-After is refused
  size_t most_bytes = 8 << 20;                      // of an answer, unpacked
  /// Waits; empty: until an interrupt at most. @throws Interrupted
  std::function<void(std::chrono::milliseconds)> wait;
};

/// The service knows no such song, playlist or artist (404).
class NotKnownToService : public DataError {
 public:
  using DataError::DataError;
};

class ApiClient {
 public:
  ApiClient(const ApiAddress& address, AccessToken token, ApiClientOptions options = {});
  ~ApiClient();
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;

  /// The answer to a request that the service has accepted (200 to 299), as JSON.
  /// - 429 (too many requests): waits as long as Retry-After says, but at least 1 s, or 1, 2, 4... s without
  ///   it, and asks again.
  /// - 500 to 504, and an answer that breaks off: a GET is sent again, three times in all. A POST is not: it
  /// may
  ///   have been carried out.
  /// - Certificates are verified. Redirects are not followed: the token goes to this address alone.
  /// @throws NotKnownToService  a DataError for 404
  /// @throws DataError    what the service refuses or answers: an expired token (401), a missing right (403),
  /// no
  ///                      JSON, too much, too late, a certificate that isn't trusted, no connection
  /// @throws Interrupted  also while it waits for an answer
  nlohmann::json call(const ApiRequest& request);

  /// Of the last call, whatever it threw: was it a POST that may have been carried out?
  bool may_have_changed() const { return may_have_changed_; }

 private:
  ApiAnswer send(const ApiRequest& request);
  [[noreturn]] void refuse(const ApiRequest& request, const ApiAnswer& answer, int num_tries) const;
  void wait_for_turn(const ApiRequest& request, const ApiAnswer& answer, int num_waits) const;

  const ApiAddress address_;
  const AccessToken token_;
  ApiClientOptions options_;
  std::unique_ptr<ApiConnection> connection_;
  bool may_have_changed_ = false;
};

}  // namespace affekt
