#include "playlist/play_history.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/text/csv.h"
#include "core/text/formula_guard.h"
#include "core/text/lower_case.h"
#include "core/text/text.h"
#include "ingest/sources/listening/listening_files.h"
#include "ingest/sources/listening/spotify_history.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/sources/songs/song_text.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::vector<PlayedTrack> read_spotify_plays(const fs::path& path) {
  std::vector<fs::path> files = {path};
  if (fs::is_directory(path)) {
    DataConfig config;
    config.path = path.string();
    config.listening.layout = layout_name(ListeningLayout::kSpotifyHistory);
    files = find_listening_files(config).log;
  }
  ListeningLog log = read_spotify_history(files, {});
  std::stable_sort(log.plays.begin(), log.plays.end(),
                   [](const LoggedPlay& a, const LoggedPlay& b) { return a.when < b.when; });
  std::vector<PlayedTrack> plays;
  for (const LoggedPlay& play : log.plays) {
    const SongName& name = log.songs.names()[static_cast<size_t>(play.name)];
    plays.push_back({std::string(strip_spotify_prefix(name.id)), name.artist, name.title});
  }
  return plays;
}

std::vector<PlayedTrack> read_csv_plays(const fs::path& path) {
  const CsvFile file(path);
  const ColumnFinder finder(file.header(), file.name());
  const auto id = finder.find(song_id_aliases()), artist = finder.find(song_artist_aliases()),
             title = finder.find(song_title_aliases());
  if (!id && (!artist || !title))
    throw DataError(file.name() + ": expected the columns artist and title, or a column of Spotify ids");
  std::vector<PlayedTrack> plays(static_cast<size_t>(file.num_records()));
  file.for_each_record(
      "plays", [&](int64_t record, const std::vector<std::string_view>& fields, const std::string& fault) {
        if (!fault.empty()) throw DataError(file.source_id(record) + ": " + fault);
        const auto read = [&](const std::optional<size_t>& column) {
          return column ? to_valid_utf8(without_formula_guard(unquote_csv_field(fields[*column])))
                        : std::string();
        };
        plays[static_cast<size_t>(record)] = {std::string(strip_spotify_prefix(read(id))), read(artist),
                                              read(title)};
      });
  return plays;
}

}  // namespace

std::vector<PlayedTrack> read_play_history(const fs::path& path) {
  if (!fs::exists(path))
    throw DataError(path.string() +
                    ": there is no such file; expected a CSV file with the columns artist and "
                    "title, or Spotify's Streaming_History_Audio_*.json or their folder");
  const bool is_spotify = fs::is_directory(path) || lower_extension(path) == ".json";
  std::vector<PlayedTrack> plays = is_spotify ? read_spotify_plays(path) : read_csv_plays(path);
  if (plays.empty()) throw DataError(path.string() + ": there is no play in it");
  return plays;
}

}  // namespace affekt
