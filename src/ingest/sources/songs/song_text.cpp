#include "ingest/sources/songs/song_text.h"

#include <algorithm>
#include <clocale>
#include <cwctype>

#include "core/error.h"
#include "core/text/shown_text.h"
#include "core/text/text.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

void append_utf8(std::string& text, char32_t code) {
  const auto push = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return push(code);
  if (code < 0x800) {
    push(0xC0 | (code >> 6U));
  } else if (code < 0x10000) {
    push(0xE0 | (code >> 12U));
    push(0x80 | ((code >> 6U) & 0x3FU));
  } else {
    push(0xF0 | (code >> 18U));
    push(0x80 | ((code >> 12U) & 0x3FU));
    push(0x80 | ((code >> 6U) & 0x3FU));
  }
  push(0x80 | (code & 0x3FU));
}

/// The C library's table of letters, whatever locale the program runs in.
locale_t unicode_locale() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  AFFEKT_CHECK(locale != nullptr, "the C library has no locale C.UTF-8");
  return locale;
}

/// Reads one Python text literal at the beginning of `text` and takes it off. @return false: there is none
bool take_python_text(std::string_view& text, std::string& value) {
  if (text.empty() || (text.front() != '\'' && text.front() != '"')) return false;
  const char quote = text.front();
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      text.remove_prefix(i + 1);
      return true;
    }
    const bool is_escape = text[i] == '\\' && i + 1 < text.size() &&
                           (text[i + 1] == '\'' || text[i + 1] == '"' || text[i + 1] == '\\');
    if (is_escape) ++i;
    value += text[i];
  }
  return false;
}

}  // namespace

std::string show_field(std::string_view field) {
  return show_text(trim_csv_field(field), 40, '?');
}

std::string fold_text(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  std::string folded;
  folded.reserve(text.size());
  while (!text.empty()) {
    const char c = text.front();
    if (static_cast<unsigned char>(c) < 0x80) {
      folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      text.remove_prefix(1);
      continue;
    }
    const Utf8Character character = decode_utf8(text);
    AFFEKT_CHECK(character.length > 0, "the text must be UTF-8");
    const auto lower = ::towlower_l(static_cast<wint_t>(character.code), unicode_locale());
    append_utf8(folded, static_cast<char32_t>(lower));
    text.remove_prefix(character.length);
  }
  return folded;
}

std::string join_python_list(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return std::string(text);
  std::string_view rest = text.substr(1, text.size() - 2);
  const auto skip_blanks = [&] { rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size())); };
  std::string joined;
  for (skip_blanks(); !rest.empty(); skip_blanks()) {
    std::string item;
    if (!take_python_text(rest, item)) return std::string(text);
    joined += (joined.empty() ? "" : ", ") + item;
    skip_blanks();
    if (rest.empty()) break;
    if (rest.front() != ',') return std::string(text);
    rest.remove_prefix(1);
  }
  return joined;
}

std::string_view strip_spotify_prefix(std::string_view id) {
  constexpr std::string_view kUri = "spotify:track:", kPage = "https://open.spotify.com/track/";
  if (id.substr(0, kUri.size()) == kUri) return id.substr(kUri.size());
  if (id.substr(0, kPage.size()) != kPage) return id;
  id.remove_prefix(kPage.size());
  return id.substr(0, id.find('?'));  // "?si=..." of a copied address
}

}  // namespace affekt
