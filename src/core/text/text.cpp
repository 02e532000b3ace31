#include "core/text/text.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

namespace affekt {
namespace {

constexpr size_t kWrittenOutLength = 4;  // "\xF6"

void write_out(char character, std::string& text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(character);
  text += {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
}

/// The byte that the text begins with in written-out form: one that ASCII lacks, or a backslash.
std::optional<char> read_written_out(std::string_view text) {
  if (text.size() < kWrittenOutLength || text.substr(0, 2) != "\\x") return std::nullopt;
  const char *const begin = text.data() + 2, *const end = text.data() + kWrittenOutLength;
  unsigned char byte = 0;
  if (std::from_chars(begin, end, byte, 16).ptr != end) return std::nullopt;
  return byte >= 0x80 || byte == '\\' ? std::make_optional(static_cast<char>(byte)) : std::nullopt;
}

size_t count_leading_ascii(std::string_view text) {
  const auto is_other = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  return static_cast<size_t>(std::find_if(text.begin(), text.end(), is_other) - text.begin());
}

template <class Json>
Json with_valid_texts(const Json& value) {
  if (value.is_string()) return to_valid_utf8(value.template get_ref<const std::string&>());
  if (!value.is_structured()) return value;
  Json valid = value.type();
  for (const auto& [key, member] : value.items()) {
    if (value.is_array())
      valid.push_back(with_valid_texts(member));
    else
      valid[to_valid_utf8(key)] = with_valid_texts(member);
  }
  return valid;
}

template <class Json>
std::string dump_valid(const Json& value, int indent) {
  try {
    return value.dump(indent);
  } catch (const typename Json::type_error&) {  // dump's only one: a text is no UTF-8
    return with_valid_texts(value).dump(indent);
  }
}

}  // namespace

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

std::string to_valid_utf8(std::string_view text, int64_t* num_written_out) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const size_t num_ascii = count_leading_ascii(text);  // nearly always all
    const size_t length = num_ascii > 0 ? num_ascii : decode_utf8(text).length;
    if (length > 0) {
      valid += text.substr(0, length);
    } else {
      write_out(text.front(), valid);
      if (num_written_out != nullptr) ++*num_written_out;
    }
    text.remove_prefix(length > 0 ? length : 1);
  }
  return valid;
}

std::string escape_path(std::string_view path) {
  std::string unambiguous;
  for (size_t i = 0; i < path.size(); ++i) {
    if (read_written_out(path.substr(i)))
      write_out(path[i], unambiguous);
    else
      unambiguous += path[i];
  }
  return to_valid_utf8(unambiguous);
}

std::string unescape_path(std::string_view text) {
  std::string path;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::optional<char> byte = read_written_out(text.substr(i));
    path += byte.value_or(text[i]);
    if (byte) i += kWrittenOutLength - 1;
  }
  return path;
}

std::string shorten_text(std::string_view text, size_t most) {
  if (text.size() <= most) return std::string(text);
  size_t end = most;
  // No character has more than three bytes behind its first.
  while (end > 0 && most - end < 3 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string to_json_text(const nlohmann::json& value, int indent) {
  return dump_valid(value, indent);
}

std::string to_json_text(const nlohmann::ordered_json& value, int indent) {
  return dump_valid(value, indent);
}

}  // namespace affekt
