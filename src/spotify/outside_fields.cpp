#include "spotify/outside_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace affekt {

bool is_spotify_id(const std::string& text) {
  constexpr size_t kLongest = 64;  // base 62; those of songs and playlists have 22
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

OutsideFields::OutsideFields(const nlohmann::json& json, std::string where)
    : json_(&json), where_(std::move(where)) {
  if (!json_->is_object())
    throw DataError(
        fmt::format("{}: expected an object of named fields, got {}", where_, json_->type_name()));
}

const nlohmann::json& OutsideFields::field(const char* key) const {
  static const nlohmann::json kNull;
  const auto found = json_->find(key);
  return found == json_->end() ? kNull : *found;
}

void OutsideFields::refuse(const char* key, const std::string& expected) const {
  throw DataError(fmt::format("{}: {}: expected {}, got {}", where_, key, expected, field(key).type_name()));
}

OutsideFields OutsideFields::object(const char* key) const {
  if (!field(key).is_object()) refuse(key, "an object");
  return {field(key), where_ + ", " + key};
}

std::string OutsideFields::text(const char* key) const {
  if (!field(key).is_string()) refuse(key, "a text");
  return field(key).get<std::string>();
}

std::string OutsideFields::text_or_empty(const char* key) const {
  return has(key) ? text(key) : "";
}

std::optional<bool> OutsideFields::flag(const char* key) const {
  if (!has(key)) return std::nullopt;
  if (!field(key).is_boolean()) refuse(key, "true or false");
  return field(key).get<bool>();
}

int64_t OutsideFields::count(const char* key) const {
  constexpr int64_t kMost = int64_t{1} << 53;
  const nlohmann::json& value = field(key);
  if (!value.is_number_integer() || value < 0 || value > kMost) refuse(key, "a count");
  return value.get<int64_t>();
}

std::vector<std::string> OutsideFields::texts_or_none(const char* key) const {
  std::vector<std::string> texts;
  if (!has(key)) return texts;
  if (!field(key).is_array()) refuse(key, "a list of texts");
  for (const nlohmann::json& value : field(key)) {
    if (!value.is_string()) refuse(key, "a list of texts");
    texts.push_back(value.get<std::string>());
  }
  return texts;
}

std::vector<OutsideFields> OutsideFields::objects(const char* key) const {
  const nlohmann::json& values = field(key);
  if (!values.is_array()) refuse(key, "a list");
  std::vector<OutsideFields> objects;
  for (size_t i = 0; i < values.size(); ++i)
    if (!values[i].is_null()) objects.emplace_back(values[i], fmt::format("{}, {}[{}]", where_, key, i));
  return objects;
}

std::string OutsideFields::id(const char* key) const {
  std::string id = text(key);
  if (!is_spotify_id(id)) refuse(key, "an id of letters and digits");
  return id;
}

}  // namespace affekt
