#include "core/text/text.h"

#include <nlohmann/json.hpp>

namespace affekt {

Utf8Character decode_utf8(std::string_view text) {
  const auto byte = [&](size_t i) -> unsigned { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  const size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                        : first >= 0xE0 && first <= 0xEF ? 3
                        : first >= 0xF0 && first <= 0xF4 ? 4
                                                         : 0;
  if (length == 0 || text.size() < length) return {};
  char32_t code = first & (0x7FU >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  const bool is_overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  return is_overlong || is_surrogate || code > 0x10FFFF ? Utf8Character{} : Utf8Character{code, length};
}

std::string to_valid_utf8(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string valid;
  while (!text.empty()) {
    const size_t length = decode_utf8(text).length;
    if (length > 0) {
      valid += text.substr(0, length);
    } else {
      const auto byte = static_cast<unsigned char>(text.front());
      valid += {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    }
    text.remove_prefix(length > 0 ? length : 1);
  }
  return valid;
}

std::string to_json_text(const nlohmann::json& value, int indent) {
  return value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace affekt
