// HTTP/1.1 over cpp-httplib: routes to handlers, behind the guard, with limits that no client can stretch.
#pragma once

#include <httplib.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/http/connection_listener.h"
#include "server/http/connection_stream.h"
#include "server/http/request_guard.h"
#include "server/http/server_metrics.h"

namespace affekt {

struct HttpAnswer {
  std::string type;  // "application/json"
  std::string body;
  int status = 200;
};

/// Thrown by a handler; the client reads it. Errors of affekt become one too: DataError and ConfigError are
/// the request's fault (422), Interrupted is the server's end (503), all others are the server's (500).
class HttpFault : public std::exception {
 public:
  explicit HttpFault(RequestFault fault) : fault_(std::move(fault)) {}
  const RequestFault& fault() const { return fault_; }
  const char* what() const noexcept override { return fault_.detail.c_str(); }

 private:
  const RequestFault fault_;
};

struct HttpRoute {
  std::string method;  // GET (HEAD too) | POST
  std::string path;    // as it is: there are no patterns, and no files behind paths
  std::function<HttpAnswer(const httplib::Request& request)> answer;  // called from many threads
  size_t most_bytes = 0;                                              // of a POST's body
};

struct HttpServerOptions {
  ListenerOptions listener;
  StreamLimits limits;
};

/// A problem is answered as RFC 9457 has it: application/problem+json with title, status and detail.
class HttpServer : private httplib::Server {
 public:
  /// Listens already. @throws as ConnectionListener
  HttpServer(const HttpServerOptions& options, const std::string& token, ServerMetrics& metrics);

  void add(HttpRoute route) { routes_.push_back(std::move(route)); }
  /// Until stop().
  void run();
  void stop() { listener_.stop(); }

  const ConnectionListener& listener() const { return listener_; }

 private:
  struct Exchange;
  void serve(int socket);
  bool serve_one(ConnectionStream& stream);
  void admit(httplib::Request& request, ConnectionStream& stream, Exchange& exchange);
  std::optional<RequestFault> find_route(const httplib::Request& request, Exchange& exchange) const;
  void answer(const httplib::Request& request, httplib::Response& response, const Exchange& exchange) const;

  const HttpServerOptions options_;
  const GuardRules guard_;
  ServerMetrics& metrics_;
  std::vector<HttpRoute> routes_;
  ConnectionListener listener_;
};

}  // namespace affekt
