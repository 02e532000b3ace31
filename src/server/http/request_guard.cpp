#include "server/http/request_guard.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>

#include "core/error.h"
#include "core/text/affix.h"
#include "core/text/lower_case.h"

namespace affekt {
namespace {

/// "localhost:8080" -> "localhost", "[::1]:8080" -> "::1", lower case; empty: it is no host.
std::string host_name_of(const std::string& text) {
  const std::string lower = to_lower(text);
  if (begins_with(lower, "[")) {
    const size_t end = lower.find(']');
    return end == std::string::npos ? "" : lower.substr(1, end - 1);
  }
  return lower.substr(0, lower.find(':'));
}

bool is_address(const std::string& name) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, name.c_str(), bytes) == 1 || inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

bool is_loopback(const std::string& name) {
  return name == "localhost" || name == "::1" || (begins_with(name, "127.") && is_address(name));
}

/// An address can't be pointed elsewhere as a name can, so it is fine where others are to reach the server.
bool is_own_host(const std::string& name, const std::string& own) {
  if (is_loopback(name) || name == to_lower(own)) return true;
  return !is_loopback(to_lower(own)) && is_address(name);
}

bool is_own_origin(const std::string& origin, const std::string& host) {
  return to_lower(origin) == "http://" + to_lower(host);
}

/// Takes equally long for every token of this length.
bool is_equal_token(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned>(a[i] ^ b[i]);
  return difference == 0;
}

std::optional<RequestFault> check_origin(const httplib::Request& request, const GuardRules& rules) {
  if (request.method != "POST") return {};
  const std::string site = request.get_header_value("Sec-Fetch-Site");
  const bool is_from_elsewhere =
      (request.has_header("Origin") &&
       !is_own_origin(request.get_header_value("Origin"), request.get_header_value("Host"))) ||
      (!site.empty() && site != "same-origin" && site != "none");
  if (!is_from_elsewhere || is_equal_token(request.get_header_value(kTokenHeader), rules.token)) return {};
  return RequestFault{403,
                      fmt::format("this comes from another web page, which needs the token of this start in "
                                  "the header {}; open the server's own page",
                                  kTokenHeader)};
}

bool is_length(const std::string& text) {
  constexpr size_t kMostDigits = 12;
  return text.size() <= kMostDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<RequestFault> check_length(const httplib::Request& request) {
  if (request.has_header("Transfer-Encoding"))
    return RequestFault{411, "state the body's size in Content-Length; bodies in chunks are not taken"};
  if (request.has_header("Content-Encoding"))
    return RequestFault{415, "send the body as it is, without Content-Encoding"};
  if (request.get_header_value_count("Content-Length") > 1)
    return RequestFault{400, "there are several Content-Length headers"};
  const std::string type = to_lower(request.get_header_value("Content-Type"));
  if (begins_with(type, "application/x-www-form-urlencoded") || begins_with(type, "multipart/"))
    return RequestFault{415,
                        "no form is taken: send the file itself and say what it is, as in curl -H "
                        "'Content-Type: image/png' --data-binary @FILE"};
  const std::string length = request.get_header_value("Content-Length");
  if (!is_length(length) || (length.empty() && request.has_header("Content-Length")))
    return RequestFault{400, "Content-Length: expected a number of bytes"};
  if (request.method == "POST" && length.empty())
    return RequestFault{411, "state the body's size in Content-Length"};
  if (request.method != "POST" && stated_length(request) > 0)
    return RequestFault{400, "only a POST can have a body"};
  return {};
}

}  // namespace

std::string draw_token() {
  unsigned char bytes[16];
  AFFEKT_CHECK(getrandom(bytes, sizeof(bytes), 0) == sizeof(bytes), "no random bytes");
  std::string token;
  for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

size_t stated_length(const httplib::Request& request) {
  const std::string length = request.get_header_value("Content-Length");
  return length.empty() || !is_length(length) ? 0 : static_cast<size_t>(std::stoull(length));
}

std::optional<RequestFault> check_request(const httplib::Request& request, const GuardRules& rules) {
  if (request.get_header_value_count("Host") != 1)
    return RequestFault{
        400, "expected one Host header, got " + std::to_string(request.get_header_value_count("Host"))};
  if (!is_own_host(host_name_of(request.get_header_value("Host")), rules.host))
    return RequestFault{421,
                        "the Host header names another machine than this one; open the server by this "
                        "machine's address in numbers, or start it with --host and the name"};
  if (const auto fault = check_origin(request, rules)) return fault;
  return check_length(request);
}

}  // namespace affekt
