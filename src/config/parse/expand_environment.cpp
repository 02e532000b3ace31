#include "config/parse/expand_environment.h"

#include <cctype>
#include <cstdlib>
#include <regex>

#include "core/error.h"

namespace affekt {
namespace {

/// @param reference  what is between the braces, or a name
std::string look_up(const std::string& reference) {
  static const std::regex form("([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?");
  std::smatch match;
  if (!std::regex_match(reference, match, form)) {
    throw ConfigError("expected ${NAME} or ${NAME:-default}, got ${" + reference + "}");
  }
  const std::string name = match[1];
  const char* const value = std::getenv(name.c_str());
  if (value != nullptr && *value != '\0') return value;
  if (match[2].matched) return match[3];
  throw ConfigError("expected the environment variable " + name +
                    " to be set, got nothing; set it or write ${" + name +
                    ":-default} (a $ of the path itself is $$)");
}

/// The end of the name that begins at `begin`; `begin` if there is none.
size_t find_name_end(const std::string& text, size_t begin) {
  size_t end = begin;
  const auto is_of_name = [&](unsigned char c) {
    return std::isalpha(c) != 0 || c == '_' || (end > begin && std::isdigit(c) != 0);
  };
  while (end < text.size() && is_of_name(static_cast<unsigned char>(text[end]))) ++end;
  return end;
}

}  // namespace

std::string expand_environment(const std::string& text) {
  std::string result;
  size_t position = 0;
  if (!text.empty() && text.front() == '~') {
    if (text.size() > 1 && text[1] != '/')
      throw ConfigError("expected ~/ for your own home folder, got \"" + text.substr(0, text.find('/')) +
                        "\"; write another one in full, or ./~... for a folder of that name");
    result = look_up("HOME");
    position = 1;
  }
  for (;;) {
    const size_t begin = text.find('$', position);
    result.append(text, position, begin == std::string::npos ? begin : begin - position);
    if (begin == std::string::npos) return result;
    const size_t name_end = find_name_end(text, begin + 1);
    const char next = begin + 1 < text.size() ? text[begin + 1] : '\0';
    if (next == '{') {
      const size_t end = text.find('}', begin);
      if (end == std::string::npos)
        throw ConfigError("expected a closing brace behind \"" + text.substr(begin) + "\"");
      result += look_up(text.substr(begin + 2, end - begin - 2));
      position = end + 1;
    } else if (name_end > begin + 1) {
      result += look_up(text.substr(begin + 1, name_end - begin - 1));
      position = name_end;
    } else {
      result += '$';
      position = begin + (next == '$' ? 2 : 1);
    }
  }
}

std::string escape_environment(const std::string& path) {
  std::string text = !path.empty() && path.front() == '~' ? "./" : "";
  for (const char c : path) text += c == '$' ? "$$" : std::string(1, c);
  return text;
}

}  // namespace affekt
