#include "spotify/shown_text.h"

#include <algorithm>

#include "core/text/text.h"

namespace affekt {

std::string show_text(const std::string& text, size_t most) {
  std::string shown = shorten_text(to_valid_utf8(text), most);
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
      ' ');
  return shown;
}

}  // namespace affekt
