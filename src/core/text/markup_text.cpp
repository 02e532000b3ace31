#include "core/text/markup_text.h"

namespace affekt {

std::string escape_html(std::string_view text) {
  constexpr std::string_view kSpecial = "&<>\"'";
  constexpr const char* kEntities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
  std::string escaped;
  for (const char c : text) {
    const size_t which = kSpecial.find(c);
    if (which == std::string_view::npos) {
      escaped += c;
    } else {
      escaped += kEntities[which];
    }
  }
  return escaped;
}

}  // namespace affekt
