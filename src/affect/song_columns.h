// The audio features as Spotify's catalogue has them: their units and ranges, and words for much and little.
#pragma once

#include <string>

namespace affekt {

struct SongColumn {
  std::string scale;        // of a table's values: "dB", "0 to 1"
  std::string unit, range;  // "dB", "about -60..0"; a share has no unit
  std::string high, low;    // "loud", "quiet"
};

/// Of a column that isn't known only the words: "high grooviness", "low grooviness".
SongColumn describe_song_column(const std::string& column);

}  // namespace affekt
