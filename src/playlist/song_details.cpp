#include "playlist/song_details.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "core/error.h"
#include "core/text/csv.h"
#include "core/text/formula_guard.h"
#include "core/text/lower_case.h"
#include "core/text/text.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/sources/songs/song_text.h"
#include "ingest/text/csv_file.h"
#include "playlist/genre_language.h"
#include "playlist/song_index.h"

namespace affekt {
namespace {

constexpr int32_t kFirstYear = 1860, kLastYear = 2099;  // the oldest recording that is heard is of 1860
constexpr size_t kYearDigits = 4;

/// "1982-10-27" -> 1982; 0: no year
int32_t read_year(std::string_view text) {
  int32_t year = 0;
  const std::string_view digits = text.substr(0, kYearDigits);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), year);
  const bool is_year = error == std::errc() && end == digits.data() + kYearDigits &&
                       (text.size() == kYearDigits || text[kYearDigits] == '-' || text[kYearDigits] == '.');
  return is_year && year >= kFirstYear && year <= kLastYear ? year : 0;
}

int8_t read_explicit(std::string_view text) {
  const std::string word = to_lower(std::string(text));
  if (word == "true" || word == "1" || word == "yes") return 1;
  if (word == "false" || word == "0" || word == "no") return 0;
  return -1;
}

/// "['K-Pop', 'pop']" -> "k-pop", "pop"
std::vector<std::string> read_genres(const std::string& text) {
  std::vector<std::string> genres;
  const std::string joined = to_lower(join_python_list(text));
  for (size_t begin = 0; begin <= joined.size();) {
    const size_t end = std::min(joined.find_first_of(",;", begin), joined.size());
    const std::string_view genre = trim_csv_field(std::string_view(joined).substr(begin, end - begin));
    if (!genre.empty() && genre != "[]") genres.emplace_back(genre);
    begin = end + 1;
  }
  return genres;
}

struct DetailColumns {
  std::optional<size_t> id, artist, title, genres, year, explicit_lyrics;
};

DetailColumns find_columns(const CsvFile& file) {
  const ColumnFinder finder(file.header(), file.name());
  DetailColumns columns;
  columns.id = finder.find(song_id_aliases());
  columns.artist = finder.find(song_artist_aliases());
  columns.title = finder.find(song_title_aliases());
  columns.genres = finder.find({"artistgenres", "artistgenre", "genres", "genre"});
  columns.year = finder.find({"releasedate", "albumreleasedate", "releaseyear", "year"});
  columns.explicit_lyrics = finder.find({"explicit", "explicitlyrics"});
  if (!columns.id && !columns.artist)
    throw DataError(file.name() + ": it has neither ids nor artists of songs");
  return columns;
}

void read_file(const std::filesystem::path& path, const SongIndex& index, SongDetails& details,
               std::unordered_map<std::string, std::vector<std::string>>& genres_of_artist) {
  const CsvFile file(path);
  const DetailColumns columns = find_columns(file);
  struct Record {
    std::string id, artist, title, genres, year, explicit_lyrics;
  };
  // Records are read side by side; the first one that knows something counts, so they are used in order.
  std::vector<Record> records(static_cast<size_t>(file.num_records()));
  file.for_each_record(
      "songs", [&](int64_t number, const std::vector<std::string_view>& fields, const std::string& fault) {
        if (!fault.empty()) return;  // a damaged line tells nothing
        Record& record = records[static_cast<size_t>(number)];
        const auto read = [&](std::optional<size_t> column, std::string& text) {
          if (column) text = to_valid_utf8(without_formula_guard(unquote_csv_field(fields[*column])));
        };
        read(columns.id, record.id);
        read(columns.artist, record.artist);
        read(columns.title, record.title);
        read(columns.genres, record.genres);
        read(columns.year, record.year);
        read(columns.explicit_lyrics, record.explicit_lyrics);
      });
  for (const Record& record : records) {
    const std::string artist = join_python_list(record.artist);
    if (!record.genres.empty() && !artist.empty()) {
      std::vector<std::string> genres = read_genres(record.genres);
      if (!genres.empty()) genres_of_artist.try_emplace(make_name_key(artist), std::move(genres));
    }
    if (!columns.year && !columns.explicit_lyrics) continue;
    const int64_t row = index.find(std::string(strip_spotify_prefix(record.id)), artist, record.title);
    if (row < 0) continue;
    int32_t& year = details.years[static_cast<size_t>(row)];
    int8_t& explicit_lyrics = details.explicit_lyrics[static_cast<size_t>(row)];
    if (year == 0) year = read_year(record.year);
    if (explicit_lyrics < 0) explicit_lyrics = read_explicit(record.explicit_lyrics);
  }
}

}  // namespace

SongDetails read_song_details(const SongLibrary& library, const std::vector<std::filesystem::path>& files) {
  const auto num_songs = static_cast<size_t>(library.num_songs());
  SongDetails details;
  details.years = std::vector<int32_t>(num_songs, 0);
  details.explicit_lyrics = std::vector<int8_t>(num_songs, -1);
  details.genres = details.languages = std::vector<std::vector<std::string>>(library.artist_names.size());
  if (files.empty()) return details;
  SongIndex index;
  for (size_t i = 0; i < num_songs; ++i)
    index.add(library.ids[i], library.artists[i], library.titles[i], static_cast<int64_t>(i));
  std::unordered_map<std::string, std::vector<std::string>> genres_of_artist;
  for (const auto& path : files) read_file(path, index, details, genres_of_artist);
  for (size_t a = 0; a < library.artist_names.size(); ++a) {
    const std::string& name = library.artist_names[a];
    auto found = genres_of_artist.find(name);
    if (found == genres_of_artist.end()) found = genres_of_artist.find(name.substr(0, name.find(", ")));
    if (found == genres_of_artist.end()) continue;
    details.genres[a] = found->second;
    details.languages[a] = languages_of_genres(found->second);
  }
  return details;
}

}  // namespace affekt
