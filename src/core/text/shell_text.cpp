#include "core/text/shell_text.h"

#include "core/text/text.h"

namespace affekt {

std::string quote_for_shell(std::string_view word) {
  constexpr const char* kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+=:,@%";
  if (!word.empty() && word.find_first_not_of(kSafe) == std::string_view::npos) return std::string(word);
  const bool is_utf8 = to_valid_utf8(word) == word;
  std::string quoted = is_utf8 ? "'" : "$'";
  for (const char c : word) {
    if (c == '\'')
      quoted += is_utf8 ? "'\\''" : "\\'";
    else if (c == '\\' && !is_utf8)
      quoted += "\\\\";
    else
      quoted += c;
  }
  return to_valid_utf8(quoted + "'");
}

}  // namespace affekt
