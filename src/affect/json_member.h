// A part of an artifact's JSON that is an object itself.
#pragma once

#include <nlohmann/json.hpp>

namespace affekt {

/// @param json  an object  @return  null if there is no such member: JsonFields refuses it by name
inline const nlohmann::json& member_of(const nlohmann::json& json, const char* key) {
  static const nlohmann::json missing;
  const auto found = json.find(key);
  return found == json.end() ? missing : *found;
}

}  // namespace affekt
