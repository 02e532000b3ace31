#include "server/http/request_object.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "config/nearest_key.h"
#include "core/text/text.h"
#include "server/http/http_server.h"

namespace affekt {
namespace {

std::string quote_word(const std::string& word) {
  return to_json_text(nlohmann::json(shorten_text(word, 60)));
}

}  // namespace

RequestObject::RequestObject(const std::string& body)
    : object_(nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false)) {
  if (!object_.is_object()) throw HttpFault({400, "expected a JSON object in the body"});
}

const nlohmann::json* RequestObject::find(const std::string& key) {
  known_.push_back(key);
  const auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

void RequestObject::refuse(const std::string& key, const std::string& expected, const nlohmann::json& got) {
  throw HttpFault(
      {422, fmt::format("{}: expected {}, got {}", key, expected, shorten_text(to_json_text(got), 60))});
}

bool RequestObject::has(const std::string& key) {
  return find(key) != nullptr;
}

std::optional<double> RequestObject::number(const std::string& key, double least, double greatest) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  const bool is_right =
      value->is_number() && value->get<double>() >= least && value->get<double>() <= greatest;
  if (!is_right) refuse(key, fmt::format("a number from {:g} to {:g}", least, greatest), *value);
  return value->get<double>();
}

std::optional<int64_t> RequestObject::integer(const std::string& key, int64_t least, int64_t greatest) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  // Beyond int64 it is an unsigned number, which get() would wrap.
  const bool is_right = value->is_number_integer() && value->get<double>() < 9.3e18 &&
                        value->get<int64_t>() >= least && value->get<int64_t>() <= greatest;
  if (!is_right) refuse(key, fmt::format("a whole number from {} to {}", least, greatest), *value);
  return value->get<int64_t>();
}

std::optional<std::string> RequestObject::text(const std::string& key, size_t most_bytes) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  const auto* text = value->get_ptr<const std::string*>();
  const bool is_right =
      text != nullptr && !text->empty() && text->size() <= most_bytes &&
      std::none_of(text->begin(), text->end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (!is_right) refuse(key, fmt::format("a text of one line, of 1 to {} bytes", most_bytes), *value);
  return *text;
}

std::optional<std::string> RequestObject::choice(const std::string& key,
                                                 const std::vector<std::string>& choices) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  const auto* text = value->get_ptr<const std::string*>();
  if (text == nullptr || std::find(choices.begin(), choices.end(), *text) == choices.end())
    refuse(key, fmt::format("one of {}", fmt::join(choices, ", ")), *value);
  return *text;
}

std::vector<std::string> RequestObject::choices_of(const std::string& key,
                                                   const std::vector<std::string>& choices) {
  const nlohmann::json* value = find(key);
  std::vector<std::string> chosen;
  if (value == nullptr) return chosen;
  const std::string expected = fmt::format("a list of {}", fmt::join(choices, ", "));
  if (!value->is_array()) refuse(key, expected, *value);
  for (const nlohmann::json& item : *value) {
    const auto* text = item.get_ptr<const std::string*>();
    if (text == nullptr || std::find(choices.begin(), choices.end(), *text) == choices.end())
      refuse(key, expected, item);
    if (std::find(chosen.begin(), chosen.end(), *text) == chosen.end()) chosen.push_back(*text);
  }
  return chosen;
}

std::optional<std::vector<double>> RequestObject::shares(const std::string& key,
                                                         const std::vector<std::string>& names) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  if (!value->is_object() || value->empty()) refuse(key, "an object of probabilities by emotion", *value);
  std::vector<double> shares(names.size(), 0);
  for (const auto& [name, share] : value->items()) {
    const auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end())
      throw HttpFault({422, fmt::format("{}: {} is none of {}{}", key, quote_word(name),
                                        fmt::join(names, ", "), suggest_nearest(name, names))});
    if (!share.is_number() || !(share.get<double>() >= 0 && share.get<double>() <= 1))
      refuse(key + "." + name, "a number from 0 to 1", share);
    shares[static_cast<size_t>(place - names.begin())] = share.get<double>();
  }
  return shares;
}

void RequestObject::refuse_unknown_keys() const {
  for (const auto& item : object_.items()) {
    if (std::find(known_.begin(), known_.end(), item.key()) != known_.end()) continue;
    throw HttpFault({422, fmt::format("there is no key {}; known are {}{}", quote_word(item.key()),
                                      fmt::join(known_, ", "), suggest_nearest(item.key(), known_))});
  }
}

}  // namespace affekt
