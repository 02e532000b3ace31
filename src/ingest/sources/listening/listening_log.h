// What a reader of a listening log hands over, whatever the log is written as: plays, their streams, their
// songs.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/sources/listening/song_registry.h"
#include "ingest/sources/source.h"

namespace affekt {

struct LoggedPlay {
  int32_t stream = 0;  // index into ListeningLog::streams
  int32_t name = 0;    // number in the registry
  int64_t when = 0;    // Unix seconds, or the position in the stream
};

struct ListeningLog {
  explicit ListeningLog(SongIdentity identity) : songs(identity) {}

  bool has_times = false;            // LoggedPlay::when are Unix seconds
  std::vector<std::string> streams;  // in the order in which they came
  std::vector<LoggedPlay> plays;     // as they stand in the source
  SongRegistry songs;
  std::vector<BadSample> bad;
  nlohmann::json counts = nlohmann::json::object();  // of the reader's own rules
};

/// Numbers for the names of streams, in the order in which they come.
class StreamNumbers {
 public:
  explicit StreamNumbers(std::vector<std::string>& names) : names_(names) {}
  /// @param is_new  not null: whether the name comes for the first time
  int32_t find(std::string_view name, bool* is_new = nullptr);

 private:
  std::vector<std::string>& names_;
  std::unordered_map<std::string, int32_t> number_of_;
};

/// Artist and title of a play, freed of blanks and of bytes that are no UTF-8.
struct PlayedSong {
  std::string artist, title;
  /// What is missing: "a song expected, a play without title got"; "": nothing.
  std::string fault() const;
};
PlayedSong clean_song(std::string_view artist, std::string_view title);

/// Without blanks and line ends around it.
std::string_view trim_blanks(std::string_view text);

}  // namespace affekt
