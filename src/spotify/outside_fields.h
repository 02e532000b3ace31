// Fields of JSON that comes from outside (an answer of the Web API, a file of a person's), each checked as it
// is read.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace affekt {

/// One object. All functions throw DataError, which names the field and what was expected. A field
/// that is missing is taken for null, as the service does.
class OutsideFields {
 public:
  /// @param json   borrowed
  /// @param where  what it is, for messages: "the answer to GET /me/playlists, items[3]"
  OutsideFields(const nlohmann::json& json, std::string where);

  bool has(const char* key) const { return !field(key).is_null(); }
  OutsideFields object(const char* key) const;
  std::string text(const char* key) const;
  std::string text_or_empty(const char* key) const;  // null: ""
  std::optional<bool> flag(const char* key) const;   // null: not known
  int64_t count(const char* key) const;              // 0 or more
  std::vector<std::string> texts_or_none(const char* key) const;
  /// The objects in a list; those that are null are left out.
  std::vector<OutsideFields> objects(const char* key) const;
  /// 1 to 64 letters and digits: fit to stand in a path.
  std::string id(const char* key) const;
  [[noreturn]] void refuse(const char* key, const std::string& expected) const;

 private:
  const nlohmann::json& field(const char* key) const;
  const nlohmann::json* json_;
  std::string where_;
};

/// Whether a text is 1 to 64 letters and digits, as Spotify's ids are.
bool is_spotify_id(const std::string& text);

}  // namespace affekt
