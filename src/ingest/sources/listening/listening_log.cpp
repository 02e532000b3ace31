#include "ingest/sources/listening/listening_log.h"

#include "core/text/text.h"

namespace affekt {

int32_t StreamNumbers::find(std::string_view name, bool* is_new) {
  const auto [place, is_inserted] = number_of_.emplace(name, static_cast<int32_t>(names_.size()));
  if (is_inserted) names_.emplace_back(name);
  if (is_new != nullptr) *is_new = is_inserted;
  return place->second;
}

std::string PlayedSong::fault() const {
  if (!artist.empty() && !title.empty()) return "";
  const char* const missing = !title.empty() ? "artist" : !artist.empty() ? "title" : "artist and title";
  return std::string("a song expected, a play without ") + missing + " got";
}

PlayedSong clean_song(std::string_view artist, std::string_view title) {
  return {to_valid_utf8(trim_blanks(artist)), to_valid_utf8(trim_blanks(title))};
}

std::string_view trim_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

}  // namespace affekt
