#include "affect/song_columns.h"

#include <map>

namespace affekt {

SongColumn describe_song_column(const std::string& column) {
  static const std::map<std::string, SongColumn> columns = {
      {"danceability", {"0 to 1", "", "0..1", "danceable", "not danceable"}},
      {"energy", {"0 to 1", "", "0..1", "high energy", "low energy"}},
      {"loudness", {"dB", "dB", "about -60..0", "loud", "quiet"}},
      {"speechiness", {"0 to 1", "", "0..1", "much speech", "little speech"}},
      {"acousticness", {"0 to 1", "", "0..1", "acoustic", "not acoustic"}},
      {"instrumentalness", {"0 to 1", "", "0..1", "instrumental", "not instrumental"}},
      {"liveness", {"0 to 1", "", "0..1", "live", "not live"}},
      {"valence", {"0 to 1", "", "0..1", "high valence", "low valence"}},
      {"tempo", {"beats a minute", "beats a minute", "> 0", "fast", "slow"}},
      {"key", {"0 to 11, C is 0", "pitch class, 0 is C", "0..11", "high key", "low key"}},
      {"mode", {"0 minor, 1 major", "0 minor, 1 major", "0..1", "major", "minor"}},
      {"duration_ms", {"ms", "ms", "> 0", "long", "short"}},
      {"time_signature", {"beats a bar", "beats a bar", "0..7", "many beats a bar", "few beats a bar"}},
      {"popularity", {"0 to 100", "", "0..100", "popular", "not popular"}},
  };
  const auto found = columns.find(column);
  return found == columns.end() ? SongColumn{"", "", "", "high " + column, "low " + column} : found->second;
}

}  // namespace affekt
