#include "core/text/shell_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/text.h"

namespace affekt {
namespace {

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

std::string quote_for_shell(std::string_view word) {
  constexpr const char* kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+=:,@%";
  if (!word.empty() && word.find_first_not_of(kSafe) == std::string_view::npos) return std::string(word);
  const bool is_plain = to_valid_utf8(word) == word && std::none_of(word.begin(), word.end(), is_control);
  std::string quoted = is_plain ? "'" : "$'";
  for (const char c : word) {
    if (c == '\'')
      quoted += is_plain ? "'\\''" : "\\'";
    else if (c == '\\' && !is_plain)
      quoted += "\\\\";
    else if (c == '\n')
      quoted += "\\n";
    else if (is_control(c))
      quoted += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
    else
      quoted += c;
  }
  return to_valid_utf8(quoted + "'");
}

}  // namespace affekt
