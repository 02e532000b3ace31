#include "ingest/sources/songs/song_columns.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>

#include "core/error.h"
#include "ingest/sources/songs/song_text.h"
#include "ingest/sources/songs/song_words.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kDayMs = 24 * 3600 * 1000.0;

/// "Duration (ms)" -> "durationms"
std::string normalize_name(std::string_view name) {
  std::string normalized;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      normalized += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      normalized += c;
    }
  }
  return normalized;
}

/// At most 20 names, for messages.
std::string list_names(const std::vector<std::string>& names) {
  constexpr size_t kMaxListedNames = 20;
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kMaxListedNames); ++i) {
    text += (i == 0 ? "" : ", ") + (names[i].empty() ? "(unnamed)" : show_field(names[i]));
  }
  if (names.size() > kMaxListedNames) text += fmt::format(" and {} more", names.size() - kMaxListedNames);
  return text;
}

/// As pandas, R, SQL, Python and Excel write what is not known.
bool is_missing_word(std::string_view text) {
  constexpr std::array<std::string_view, 6> kWords = {"nan", "na", "n/a", "#n/a", "null", "none"};
  const auto is_same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(), is_same);
  });
}

SongFeature make_share(const char* name) {
  return {name, {name}, 0, 1, kNone, kNone, false, nullptr, "a number"};
}

}  // namespace

const std::vector<SongFeature>& song_features() {
  // Ranges: Spotify Web API, "Get Track's Audio Features"; key -1 is "no key was detected". Tempo and time
  // signature are 0 where the analysis found no beat.
  static const std::vector<SongFeature> features = {
      make_share("danceability"),
      make_share("energy"),
      {"key", {"key"}, 0, 11, -1, -1, true, read_key_name, "a number or a note such as C#"},
      {"loudness", {"loudness"}, -100, 10, kNone, kNone, false, nullptr, "a number"},  // dB
      {"mode", {"mode"}, 0, 1, kNone, kNone, true, read_mode_name, "a number, Major or Minor"},
      make_share("speechiness"),
      make_share("acousticness"),
      make_share("instrumentalness"),
      make_share("liveness"),
      make_share("valence"),
      {"tempo", {"tempo", "bpm"}, 0, 1000, -kInfinity, 0, false, nullptr, "a number"},  // beats a minute
      {"duration_ms", {"durationms"}, 0, kDayMs, -kInfinity, 0, false, nullptr, "a number"},
      {"time_signature",
       {"timesignature"},
       1,
       16,
       0,
       0,
       true,
       read_time_signature,
       "a number such as 4 or 4/4"},
      {"popularity", {"popularity", "trackpopularity"}, 0, 100, kNone, kNone, false, nullptr, "a number"},
  };
  return features;
}

CellState parse_number(std::string_view field, double& value) {
  value = kNone;
  std::string_view text = trim_csv_field(trim_csv_field(field));  // blanks inside the quotes too
  if (text.empty() || is_missing_word(text)) return CellState::kEmpty;
  if (text.front() == '+') text.remove_prefix(1);  // from_chars doesn't take it
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole_text = end == text.data() + text.size();
  if (is_whole_text && error == std::errc::result_out_of_range) {  // 1e-400, 1e400
    value = std::strtod(std::string(text).c_str(), nullptr);
    return CellState::kKnown;
  }
  if (error == std::errc() && is_whole_text && !std::isnan(value)) return CellState::kKnown;
  value = kNone;
  return CellState::kNoNumber;
}

CellState parse_song_value(std::string_view field, const SongFeature& feature, float& value) {
  value = std::numeric_limits<float>::quiet_NaN();
  double number = 0;
  CellState state = parse_number(field, number);
  if (state == CellState::kNoNumber && feature.read_word != nullptr) {
    const auto word = feature.read_word(trim_csv_field(trim_csv_field(field)));
    if (word) {
      number = *word;
      state = CellState::kKnown;
    }
  }
  if (state != CellState::kKnown) return state;
  if (number >= feature.unknown_from && number <= feature.unknown_to) return CellState::kUnknown;
  const bool is_in_range = number >= feature.minimum && number <= feature.maximum;
  if (!is_in_range || (feature.is_whole && number != std::floor(number))) return CellState::kOutOfRange;
  value = static_cast<float>(number) + 0.0F;  // -0 becomes 0: equal values have equal bits
  return CellState::kKnown;
}

ColumnFinder::ColumnFinder(const std::vector<std::string>& header, std::string where)
    : header_(header), where_(std::move(where)) {
  for (const std::string& name : header) normalized_.push_back(normalize_name(name));
}

std::optional<size_t> ColumnFinder::find(const std::vector<const char*>& aliases) const {
  for (const std::string alias : aliases) {
    const auto first = std::find(normalized_.begin(), normalized_.end(), alias);
    if (first == normalized_.end()) continue;
    const auto column = static_cast<size_t>(first - normalized_.begin());
    const auto second = std::find(first + 1, normalized_.end(), alias);
    if (second != normalized_.end()) {
      const auto other = static_cast<size_t>(second - normalized_.begin());
      throw DataError(fmt::format("{}: columns {} '{}' and {} '{}' have the same name; rename or remove one",
                                  where_, column + 1, header_[column], other + 1, header_[other]));
    }
    return column;
  }
  return std::nullopt;
}

size_t ColumnFinder::require(const std::vector<const char*>& aliases, const std::string& what) const {
  const std::optional<size_t> column = find(aliases);
  if (column) return *column;
  const bool is_of_images = find({"pixels"}).has_value();
  throw DataError(fmt::format("{}: expected {}, got the columns {}{}", where_, what, list_names(header_),
                              is_of_images ? "; this looks like the images of data.source: fer2013" : ""));
}

const std::vector<const char*>& song_id_aliases() {
  static const std::vector<const char*> aliases = {"trackid",  "spotifyid", "spotifytrackid",
                                                   "trackuri", "id",        "uri"};
  return aliases;
}

const std::vector<const char*>& song_artist_aliases() {
  static const std::vector<const char*> aliases = {"artist",      "artists",     "artistname",
                                                   "artistnames", "artistsname", "trackartist"};
  return aliases;
}

const std::vector<const char*>& song_title_aliases() {
  static const std::vector<const char*> aliases = {"track", "trackname", "name", "title", "songname"};
  return aliases;
}

SongColumns find_song_columns(const std::vector<std::string>& header, const std::string& where) {
  const ColumnFinder finder(header, where);
  SongColumns found;
  found.artist = finder.find(song_artist_aliases());
  found.title = finder.find(song_title_aliases());
  found.id = finder.find(song_id_aliases());
  if (!found.artist || !found.title)
    found.id =
        finder.require(song_id_aliases(),
                       "a column with the songs' ids (track_id, id, Track URI ...), or both artist and "
                       "title");
  for (size_t i = 0; i < song_features().size(); ++i) {
    const std::optional<size_t> column = finder.find(song_features()[i].aliases);
    if (!column) continue;
    found.columns.push_back(*column);
    found.features.push_back(i);
  }
  if (found.columns.empty()) {
    throw DataError(
        fmt::format("{}: expected columns with audio features (danceability, energy, tempo ...), "
                    "got the columns {}",
                    where, list_names(header)));
  }
  return found;
}

bool is_song_header(const std::vector<std::string>& header) {
  try {
    find_song_columns(header, "");
    return true;
  } catch (const DataError&) {
    return false;
  }
}

}  // namespace affekt
