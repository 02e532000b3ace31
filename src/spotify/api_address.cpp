#include "spotify/api_address.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "core/text/affix.h"

namespace affekt {
namespace {

/// Not quoted where it may hold a password.
[[noreturn]] void refuse_address(const std::string& why) {
  throw ConfigError("--api: " + why + "; expected an address such as " + kSpotifyApi);
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A name, an IPv4 address, or an IPv6 address in brackets.
bool is_host(const std::string& host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    return std::all_of(host.begin() + 1, host.end() - 1,
                       [](char c) { return c == ':' || (is_alphanumeric(c) && c <= 'f'); });
  return !host.empty() && std::all_of(host.begin(), host.end(),
                                      [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

bool is_port(const std::string& text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool is_path(const std::string& path) {
  return std::all_of(path.begin(), path.end(), [](char c) {
    return is_alphanumeric(c) || c == '/' || c == '-' || c == '.' || c == '_' || c == '~';
  });
}

}  // namespace

ApiAddress parse_api_address(const std::string& text) {
  const bool is_secure = begins_with(text, "https://");
  if (!is_secure && !begins_with(text, "http://"))
    refuse_address("it begins with neither https:// nor http://");
  const size_t begin = text.find("//") + 2;
  if (text.find('@') != std::string::npos)
    refuse_address("it has a user's name or a password in it (before the @), which is never sent");
  if (text.find_first_of("?#") != std::string::npos) refuse_address("it has a query or a fragment (? or #)");
  const size_t end = std::min(text.find('/', begin), text.size());
  const std::string authority = text.substr(begin, end - begin);
  const size_t bracket = authority.find(']');
  const size_t colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
  const std::string host = authority.substr(0, colon);
  if (!is_host(host)) refuse_address("\"" + authority + "\" names no host");
  if (colon != std::string::npos && !is_port(authority.substr(colon + 1)))
    refuse_address("the port of \"" + authority + "\" is no number from 1 to 65535");
  if (!is_secure && host != "localhost" && host != "127.0.0.1" && host != "[::1]")
    refuse_address("http to " + host + " would send the token in clear text: use https");
  ApiAddress address{text.substr(0, end), text.substr(end)};
  if (!is_path(address.base_path)) refuse_address("its path has characters that no path of the Web API has");
  while (ends_with(address.base_path, "/")) address.base_path.pop_back();
  return address;
}

}  // namespace affekt
