#include "ingest/sources/songs/song_words.h"

#include <string>

#include "core/text/text.h"
#include "ingest/sources/songs/song_text.h"

namespace affekt {
namespace {

std::optional<int> read_note(std::string_view text) {
  constexpr std::string_view kLetters = "cdefgab";
  constexpr int kKeys[] = {0, 2, 4, 5, 7, 9, 11};
  if (text.empty()) return std::nullopt;
  const size_t letter = kLetters.find(text.front());
  if (letter == std::string_view::npos) return std::nullopt;
  const std::string_view accidental = text.substr(1);
  int shift = 0;
  if (accidental == "#" || accidental == "\u266F") {
    shift = 1;
  } else if (accidental == "b" || accidental == "\u266D") {
    shift = -1;
  } else if (!accidental.empty()) {
    return std::nullopt;
  }
  return (kKeys[letter] + shift + 12) % 12;
}

/// In lower case, without blanks around it; a text that isn't UTF-8 is none of the words.
std::string fold_word(std::string_view text) {
  return fold_text(to_valid_utf8(text));
}

}  // namespace

std::optional<double> read_key_name(std::string_view text) {
  const std::string folded = fold_word(text);
  const size_t slash = folded.find('/');
  const std::optional<int> key = read_note(std::string_view(folded).substr(0, slash));
  if (!key) return std::nullopt;
  if (slash != std::string::npos && read_note(std::string_view(folded).substr(slash + 1)) != key)
    return std::nullopt;
  return *key;
}

std::optional<double> read_mode_name(std::string_view text) {
  const std::string folded = fold_word(text);
  if (folded == "major") return 1;
  if (folded == "minor") return 0;
  return std::nullopt;
}

std::optional<double> read_time_signature(std::string_view text) {
  constexpr std::string_view kQuarters = "/4";
  if (text.size() <= kQuarters.size() || text.substr(text.size() - kQuarters.size()) != kQuarters)
    return std::nullopt;
  text.remove_suffix(kQuarters.size());
  int count = 0;
  if (text.size() > 2) return std::nullopt;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    count = 10 * count + (digit - '0');
  }
  return count;
}

}  // namespace affekt
