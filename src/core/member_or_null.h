// A member of a JSON value that may not have it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace affekt {

/// `object[key]`, or a null value where there is no object or no such member. (json::value() sets off GCC's
/// null-dereference warning.)
inline const nlohmann::json& member_or_null(const nlohmann::json& object, std::string_view key) {
  static const nlohmann::json null_value;
  const auto found = object.find(std::string(key));
  return found == object.end() ? null_value : *found;
}

}  // namespace affekt
