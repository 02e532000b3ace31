#include "core/text/shown_text.h"

#include "core/text/text.h"

namespace affekt {
namespace {

bool is_control(char32_t code) {
  const auto is_in = [&](char32_t first, char32_t last) { return code >= first && code <= last; };
  return code < 0x20 || is_in(0x7F, 0x9F) || is_in(0x2028, 0x202E) || is_in(0x2066, 0x2069);
}

}  // namespace

std::string replace_controls(std::string_view text, char by) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = decode_utf8(text);
    const size_t length = character.length > 0 ? character.length : 1;
    if (character.length > 0 && is_control(character.code)) {
      shown += by;
    } else {
      shown += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return shown;
}

std::string show_text(std::string_view text, size_t most, char by) {
  return replace_controls(shorten_text(to_valid_utf8(text), most), by);
}

}  // namespace affekt
