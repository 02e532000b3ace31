#include "core/text/formula_guard.h"

namespace affekt {
namespace {

bool looks_like_formula(std::string_view text) {
  const size_t begin = text.find_first_not_of('\'');
  return begin != std::string_view::npos &&
         std::string_view("=+-@\t\r").find(text[begin]) != std::string_view::npos;
}

}  // namespace

std::string with_formula_guard(std::string_view text) {
  return (looks_like_formula(text) ? "'" : "") + std::string(text);
}

std::string_view without_formula_guard(std::string_view text) {
  if (!text.empty() && text.front() == '\'' && looks_like_formula(text)) text.remove_prefix(1);
  return text;
}

}  // namespace affekt
