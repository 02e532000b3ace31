// Which requests are let in: those of the server's own page and of programs, none that another web page
// sends.
#pragma once

#include <httplib.h>

#include <optional>
#include <string>

namespace affekt {

/// A request that is answered with a problem. `detail` says what is wrong and what to do.
struct RequestFault {
  int status = 400;
  std::string detail;
};

struct GuardRules {
  std::string host;   // that the server was told to listen on
  std::string token;  // of this start; the page has it
};

/// Its header that carries the token.
constexpr char kTokenHeader[] = "X-Affekt-Token";

/// 32 hexadecimal digits that nobody can guess.
std::string draw_token();

/// Rules, since every web page that is open in the browser can send requests to this machine:
/// - Host names this machine: localhost, a loopback address or the server's own host; where it listens for
///   others too, any address. A page whose name was pointed here (DNS rebinding) has another one: 421.
/// - What changes or costs something (POST) and comes from another origin needs the token: 403.
/// - Two Hosts or lengths, a length that is no number, a body of a GET, a body in chunks or compressed (its
///   size is not known before): 400, 411, 415.
/// @return empty: let in
std::optional<RequestFault> check_request(const httplib::Request& request, const GuardRules& rules);

/// The body's size that the request states; 0 without one, or if it is none.
size_t stated_length(const httplib::Request& request);

}  // namespace affekt
