#include "config/parse/odd_characters.h"

#include <array>

namespace affekt {
namespace {

struct OddCharacter {
  std::string_view bytes;  // UTF-8
  const char* name;
};

constexpr std::array<OddCharacter, 19> kOddCharacters = {{
    {"\u00a0", "a no-break space (U+00A0)"},
    {"\u2003", "an em space (U+2003)"},
    {"\u2007", "a figure space (U+2007)"},
    {"\u2009", "a thin space (U+2009)"},
    {"\u202f", "a narrow no-break space (U+202F)"},
    {"\u3000", "an ideographic space (U+3000)"},
    {"\u200b", "an invisible zero-width space (U+200B)"},
    {"\u200e", "an invisible mark of direction (U+200E)"},
    {"\u2060", "an invisible word joiner (U+2060)"},
    {"\ufeff", "an invisible byte order mark (U+FEFF)"},
    {"\u201c", "a curved quotation mark (U+201C)"},
    {"\u201d", "a curved quotation mark (U+201D)"},
    {"\u201e", "a low quotation mark (U+201E)"},
    {"\u2018", "a curved quotation mark (U+2018)"},
    {"\u2019", "a curved quotation mark (U+2019)"},
    {"\u2212", "a minus sign that is no hyphen (U+2212)"},
    {"\u2013", "a dash that is no hyphen (U+2013)"},
    {"\uff1a", "a full-width colon (U+FF1A)"},
    {"\uff0c", "a full-width comma (U+FF0C)"},
}};

}  // namespace

std::string describe_odd_character(std::string_view text) {
  size_t first = std::string_view::npos;
  const char* name = "";
  for (const OddCharacter& odd : kOddCharacters) {
    const size_t at = text.find(odd.bytes);
    if (at >= first) continue;
    first = at;
    name = odd.name;
  }
  return name;
}

std::string describe_odd_edge(std::string_view text) {
  for (const OddCharacter& odd : kOddCharacters) {
    const size_t size = odd.bytes.size();
    if (text.size() < size) continue;
    if (text.substr(0, size) == odd.bytes || text.substr(text.size() - size) == odd.bytes) return odd.name;
  }
  return "";
}

}  // namespace affekt
