#include "config/parse/expand_environment.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <regex>

#include "core/error.h"

namespace affekt {
namespace {

bool is_utf8(const char* text) {
  try {
    return nlohmann::json(text).dump().size() >= 2;  // the quotes
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

/// @param reference  what is between the braces
std::string look_up(const std::string& reference) {
  static const std::regex form("([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?");
  std::smatch match;
  if (!std::regex_match(reference, match, form)) {
    throw ConfigError("expected ${NAME} or ${NAME:-default}, got ${" + reference + "}");
  }
  const std::string name = match[1];
  const char* const value = std::getenv(name.c_str());
  if (value != nullptr && *value != '\0') {
    if (!is_utf8(value)) throw ConfigError("expected the environment variable " + name + " to be UTF-8");
    return value;
  }
  if (match[2].matched) return match[3];
  throw ConfigError("expected the environment variable " + name +
                    " to be set, got nothing; set it or write ${" + name + ":-default}");
}

}  // namespace

std::string expand_environment(const std::string& text) {
  std::string result;
  size_t position = 0;
  for (;;) {
    const size_t begin = text.find("${", position);
    result.append(text, position, begin == std::string::npos ? begin : begin - position);
    if (begin == std::string::npos) return result;
    const size_t end = text.find('}', begin);
    if (end == std::string::npos) {
      throw ConfigError("expected a closing brace behind \"" + text.substr(begin) + "\"");
    }
    result += look_up(text.substr(begin + 2, end - begin - 2));
    position = end + 1;
  }
}

}  // namespace affekt
