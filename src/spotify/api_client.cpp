#include "spotify/api_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/text/shown_text.h"
#include "core/text/text.h"

namespace affekt {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kMostTries = 3;       // of a GET
constexpr size_t kMostShown = 200;  // bytes, of what a service says
constexpr int kMostWaits = 10;      // of one request, for its turn

void wait_interruptibly(milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
    throw_if_interrupted("the wait for Spotify");
    std::this_thread::sleep_for(milliseconds(20));
  }
}

/// 1, 2, 4... s. @param num_before  waits so far
milliseconds back_off(int num_before) {
  return seconds(1 << std::min(num_before, 6));
}

/// As RFC 3986 has it: letters, digits and -._~ as they are, all other bytes as %XX.
std::string encode_query_text(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          c == '-' || c == '.' || c == '_' || c == '~';
    encoded += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

std::string write_target(const ApiAddress& address, const ApiRequest& request) {
  std::string target = address.base_path + request.path;
  for (size_t i = 0; i < request.query.size(); ++i)
    target +=
        (i == 0 ? '?' : '&') + request.query[i].first + "=" + encode_query_text(request.query[i].second);
  return target;
}

/// What the service says of a fault, {"error": {"status": 404, "message": "Not found."}}, or the beginning of
/// what it says instead.
std::string quote_fault(const std::string& body) {
  const nlohmann::json answer = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  const nlohmann::json::json_pointer place("/error/message");
  const bool is_told = answer.is_object() && answer.contains(place) && answer[place].is_string();
  const std::string said = show_text(is_told ? answer[place].get<std::string>() : body, kMostShown);
  return said.empty() ? "" : " (it says: " + said + ")";
}

bool is_worth_another_try(int status) {
  return status >= 500 && status <= 504;
}

/// Whether a POST with this answer was certainly not carried out.
bool was_turned_down(const ApiAnswer& answer) {
  const bool was_sent = answer.broke_off || answer.status > 0;
  return !was_sent || (answer.status >= 300 && answer.status < 500);
}

std::optional<seconds> read_retry_after(const std::string& text) {
  int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < 0) return std::nullopt;
  return seconds(count);
}

}  // namespace

ApiClient::ApiClient(const ApiAddress& address, AccessToken token, ApiClientOptions options)
    : address_(address),
      token_(std::move(token)),
      options_(std::move(options)),
      connection_(std::make_unique<ApiConnection>(
          address_.origin, ConnectionLimits{options_.connect_limit, options_.silence_limit,
                                            options_.answer_limit, options_.most_bytes})) {
  if (!options_.wait) options_.wait = wait_interruptibly;
}

ApiClient::~ApiClient() = default;

/// Struck out at once, so that no text of an answer can show the token.
ApiAnswer ApiClient::send(const ApiRequest& request) {
  ApiAnswer answer =
      connection_->send(request.method, write_target(address_, request), token_.authorization(),
                        request.body ? to_json_text(*request.body) : "");
  answer.body = token_.strike_from(std::move(answer.body));
  answer.location = token_.strike_from(std::move(answer.location));
  return answer;
}

void ApiClient::wait_for_turn(const ApiRequest& request, const ApiAnswer& answer, int num_waits) const {
  const std::optional<seconds> told = read_retry_after(answer.retry_after);
  const milliseconds time = told ? milliseconds(std::max(*told, seconds(1))) : back_off(num_waits);
  if (told && *told > options_.longest_wait)
    throw DataError(
        fmt::format("{}: {} asks for a wait of {} s: too many requests were sent with this app. That is "
                    "longer than affekt waits ({} s): try again after it",
                    request.name(), address_.origin, told->count(), options_.longest_wait.count()));
  if (num_waits >= kMostWaits)
    throw DataError(
        fmt::format("{}: {} has put the request off {} times (too many requests, 429); try again later",
                    request.name(), address_.origin, num_waits));
  const bool is_unreadable = !told && !answer.retry_after.empty();
  log_info(fmt::format("{} asks for {}; affekt waits {} s, Ctrl-C ends it", address_.origin,
                       told            ? fmt::format("a wait of {} s", told->count())
                       : is_unreadable ? fmt::format("a wait that can't be read (Retry-After: {})",
                                                     show_text(answer.retry_after, kMostShown))
                                       : "a wait without saying how long",
                       std::chrono::duration_cast<seconds>(time).count()));
  options_.wait(time);
}

nlohmann::json ApiClient::call(const ApiRequest& request) {
  int num_waits = 0;
  for (int num_tries = 1;;) {
    may_have_changed_ = false;
    throw_if_interrupted("the exchange with Spotify");
    may_have_changed_ = request.method != "GET";
    const ApiAnswer answer = send(request);
    if (was_turned_down(answer)) may_have_changed_ = false;
    if (answer.status == 429) {
      wait_for_turn(request, answer, num_waits++);
      continue;
    }
    const bool is_transient = is_worth_another_try(answer.status) || answer.broke_off;
    if (is_transient && request.method == "GET" && num_tries < kMostTries) {
      options_.wait(back_off(num_tries - 1));
      ++num_tries;
      continue;
    }
    if (!answer.fault.empty() || answer.status < 200 || answer.status > 299)
      refuse(request, answer, num_tries);
    nlohmann::json document = nlohmann::json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
    if (document.is_discarded())
      throw DataError(fmt::format("{}: {} answers with something else than JSON: \"{}\"", request.name(),
                                  address_.origin, show_text(answer.body, 60)));
    return document;
  }
}

void ApiClient::refuse(const ApiRequest& request, const ApiAnswer& answer, int num_tries) const {
  const std::string where = request.name() + ": " + address_.origin;
  const std::string not_repeated = request.method != "GET"
                                       ? "; it is not sent again, since it may have been carried out"
                                   : num_tries > 1 ? fmt::format(" (the last one of {} tries)", num_tries)
                                                   : "";
  if (!answer.fault.empty())
    throw DataError(where + " " + answer.fault + (answer.broke_off ? not_repeated : ""));
  const std::string said = quote_fault(answer.body);
  if (answer.status >= 300 && answer.status <= 399)
    throw DataError(fmt::format(
        "{} sends the request elsewhere ({}, to {}), where the token doesn't go", where, answer.status,
        answer.location.empty() ? "nowhere" : show_text(answer.location, kMostShown)));
  if (answer.status == 401)
    throw DataError(where +
                    " doesn't accept the token (401): it has expired, is withdrawn or is another app's" +
                    said + ". A new one: " + kHowToGetToken);
  if (answer.status == 403)
    throw DataError(where + " doesn't allow this (403)" + said + ": it needs " + request.needs +
                    ", and the account must be a user of the token's app (Dashboard, User Management)");
  if (answer.status == 404) throw NotKnownToService(where + " knows no such thing (404)" + said);
  throw DataError(fmt::format("{} answers with the status {}{}{}", where, answer.status, said,
                              is_worth_another_try(answer.status) ? not_repeated : ""));
}

}  // namespace affekt
