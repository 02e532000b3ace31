#include "server/http/http_server.h"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/text/text.h"

namespace affekt {

/// One request, from its headers to the end of its answer, in the thread that serves it.
struct HttpServer::Exchange {
  const HttpRoute* route = nullptr;
  std::optional<RequestFault> fault;
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  bool was_admitted = false;
  int status = 0;
};

namespace {

constexpr char kProblemType[] = "application/problem+json";

std::string title_of(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Payload Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return status < 500 ? "Client Error" : "Internal Server Error";
  }
}

std::string describe_problem(const RequestFault& fault) {
  const nlohmann::ordered_json problem = {
      {"title", title_of(fault.status)}, {"status", fault.status}, {"detail", fault.detail}};
  return to_json_text(problem) + "\n";
}

void write_problem(const RequestFault& fault, httplib::Response& response) {
  response.status = fault.status;
  if (fault.status == 503) response.set_header("Retry-After", "1");
  if (fault.status == 405) response.set_header("Allow", "GET, HEAD, POST");
  response.set_content(describe_problem(fault), kProblemType);
}

/// For every answer. The page's own scripts, styles and addresses, and nothing from elsewhere.
httplib::Headers make_default_headers() {
  return {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' "
       "blob:; "
       "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(self), microphone=(self), geolocation=()"},
      {"Cache-Control", "no-store"},
  };
}

std::string make_refusal() {
  const std::string body =
      describe_problem({503, "as many connections are open as there is room for; try again"});
  return fmt::format(
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Type: {}\r\n"
      "Content-Length: {}\r\n\r\n{}",
      kProblemType, body.size(), body);
}

RequestFault fault_of(const std::exception& error) {
  if (const auto* own = dynamic_cast<const HttpFault*>(&error)) return own->fault();
  if (dynamic_cast<const Interrupted*>(&error) != nullptr) return {503, "the server is ending"};
  if (dynamic_cast<const DataError*>(&error) != nullptr ||
      dynamic_cast<const ConfigError*>(&error) != nullptr)
    return {422, error.what()};
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
    return {503, "there is too little memory for this request; try again, or with less"};
  log_warning(fmt::format("a request failed: {}", to_valid_utf8(error.what())));
  return {500, error.what()};
}

/// process_request is another function since cpp-httplib 0.15: it is told whom it speaks to.
using PlainProcess = bool (httplib::Server::*)(httplib::Stream&, bool, bool&,
                                               const std::function<void(httplib::Request&)>&);
using AddressedProcess = bool (httplib::Server::*)(httplib::Stream&, const std::string&, int,
                                                   const std::string&, int, bool, bool&,
                                                   const std::function<void(httplib::Request&)>&);

[[maybe_unused]] bool call_process(PlainProcess process, httplib::Server& server, httplib::Stream& stream,
                                   bool& closed, const std::function<void(httplib::Request&)>& admit) {
  return (server.*process)(stream, false, closed, admit);
}

[[maybe_unused]] bool call_process(AddressedProcess process, httplib::Server& server, httplib::Stream& stream,
                                   bool& closed, const std::function<void(httplib::Request&)>& admit) {
  return (server.*process)(stream, "", 0, "", 0, false, closed, admit);
}

/// Of the request that this thread serves: cpp-httplib's handlers know nothing of connections.
thread_local void* current_exchange = nullptr;

}  // namespace

HttpServer::HttpServer(const HttpServerOptions& options, const std::string& token, ServerMetrics& metrics)
    : options_(options),
      guard_{options.listener.host, token},
      metrics_(metrics),
      listener_(options.listener) {
  set_default_headers(make_default_headers());
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    auto& exchange = *static_cast<Exchange*>(current_exchange);
    const bool has_body = request.method == "POST" && !exchange.fault;
    if (has_body) return HandlerResponse::Unhandled;  // its body is read first
    answer(request, response, exchange);
    return HandlerResponse::Handled;
  });
  Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
    answer(request, response, *static_cast<Exchange*>(current_exchange));
  });
  // What cpp-httplib itself refuses: a request line that is none, headers or a body that end early.
  set_error_handler([](const httplib::Request&, httplib::Response& response) {
    if (response.body.empty())
      write_problem({response.status, "the request is damaged, too long, or came too slowly"}, response);
  });
  set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
    write_problem({500, "a bug in affekt"}, response);
  });
  set_logger([](const httplib::Request&, const httplib::Response& response) {
    static_cast<Exchange*>(current_exchange)->status = response.status;
  });
}

void HttpServer::run() {
  listener_.run([this](int socket) { serve(socket); }, make_refusal());
}

void HttpServer::serve(int socket) {
  try {
    ConnectionStream stream(socket, options_.limits);
    const auto give_up = [this] { return listener_.is_stopping() || listener_.is_anyone_waiting(); };
    // The first request of a connection may take its time although others wait: it waited too.
    bool goes_on = stream.wait_for_request([this] { return listener_.is_stopping(); });
    while (goes_on) goes_on = serve_one(stream) && stream.wait_for_request(give_up);
    if (stream.rest_of_body() > 0 && !listener_.is_stopping()) stream.read_to_end();
  } catch (const std::exception& error) {
    log_warning(fmt::format("a connection failed: {}", to_valid_utf8(error.what())));
  }
}

/// @return whether the connection can take another request
bool HttpServer::serve_one(ConnectionStream& stream) {
  Exchange exchange;
  current_exchange = &exchange;
  bool is_closed = false;
  const bool was_answered =
      call_process(&HttpServer::process_request, *this, stream, is_closed,
                   [&](httplib::Request& request) { admit(request, stream, exchange); });
  current_exchange = nullptr;
  if (exchange.status != 0) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - exchange.begin;
    metrics_.count_request(exchange.route != nullptr ? exchange.route->path : "other", exchange.status,
                           took.count());
  }
  // What was not read of a body would be taken for the next request.
  return was_answered && !is_closed && exchange.was_admitted && !exchange.fault && stream.rest_of_body() == 0;
}

void HttpServer::admit(httplib::Request& request, ConnectionStream& stream, Exchange& exchange) {
  exchange.was_admitted = true;
  exchange.fault = check_request(request, guard_);
  if (!exchange.fault) exchange.fault = find_route(request, exchange);
  request.ranges.clear();  // many small ranges of one answer make a large one
  if (exchange.fault) {
    request.headers.erase("Connection");
    request.headers.erase("Expect");
    request.set_header("Connection", "close");
  }
  stream.begin_body(stated_length(request));
}

std::optional<RequestFault> HttpServer::find_route(const httplib::Request& request,
                                                   Exchange& exchange) const {
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  bool is_known = false;
  for (const HttpRoute& route : routes_) {
    if (route.path != request.path) continue;
    is_known = true;
    if (route.method == method) exchange.route = &route;
  }
  if (!is_known)
    return RequestFault{404, "there is nothing under this path; /openapi.json lists what there is"};
  if (exchange.route == nullptr) return RequestFault{405, "this path does not take " + method};
  const size_t length = stated_length(request);
  if (length > exchange.route->most_bytes)
    return RequestFault{413, fmt::format("the body has {} bytes, and at most {} are taken", length,
                                         exchange.route->most_bytes)};
  return {};
}

void HttpServer::answer(const httplib::Request& request, httplib::Response& response,
                        const Exchange& exchange) const {
  if (exchange.fault) return write_problem(*exchange.fault, response);
  try {
    HttpAnswer answer = exchange.route->answer(request);
    response.status = answer.status;
    response.set_content(answer.body, answer.type);
  } catch (const std::exception& error) {
    write_problem(fault_of(error), response);
  }
}

}  // namespace affekt
