// A member of a JSON value that may be no object.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace affekt {

/// `object[key]`, or null where there is no object or no such member.
inline nlohmann::json find_in(const nlohmann::json& object, const std::string& key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nlohmann::json(nullptr) : *found;
}

}  // namespace affekt
