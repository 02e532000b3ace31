// The connection to a service: one request and its answer at a time, with limits, ended by an interrupt.
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace affekt {

struct ConnectionLimits {
  std::chrono::milliseconds connect, silence, answer;  // see ApiClientOptions
  size_t most_bytes = 0;
};

/// Either `fault` says why there is no whole answer, or the rest is set.
struct ApiAnswer {
  std::string fault;       // "can't be reached: Connection refused", to be put behind the service's name
  bool broke_off = false;  // the request was sent, and what became of it is unknown
  int status = 0;
  std::string body, retry_after, location;  // headers: "" if missing
};

class ApiConnection {
 public:
  /// @param origin  "https://api.spotify.com"
  ApiConnection(const std::string& origin, const ConnectionLimits& limits);
  ~ApiConnection();
  ApiConnection(const ApiConnection&) = delete;
  ApiConnection& operator=(const ApiConnection&) = delete;

  /// @param target  path and query, encoded  @param body  JSON; "": none
  /// @throws Interrupted
  ApiAnswer send(const std::string& method, const std::string& target, const std::string& authorization,
                 const std::string& body);

 private:
  class Client;
  const ConnectionLimits limits_;
  std::unique_ptr<Client> client_;
};

}  // namespace affekt
