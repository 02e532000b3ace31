// Listening data in memory: the songs, and who played them in what order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "store/prepared_envelope.h"
#include "store/samples.h"

namespace affekt {

constexpr char kListeningKind[] = "listening";

/// V songs; row i of every member belongs to the same song.
struct ListeningCatalogue {
  std::vector<std::string> ids;         // [V], unique, UTF-8: the set's own, or "artist\ttitle" in lower case
  std::vector<std::string> artists;     // [V]
  std::vector<std::string> titles;      // [V]
  std::vector<int32_t> artist_indices;  // [V], songs of one artist have one number, 0..number of artists - 1
  std::vector<std::string> feature_names;  // [D], "danceability" ...; may be empty
  std::vector<float> features;             // [V, D] row-major, as in the source; NaN: not known

  int64_t num_songs() const { return static_cast<int64_t>(ids.size()); }
  int64_t num_features() const { return static_cast<int64_t>(feature_names.size()); }
  /// Its column; -1: there is none.
  int64_t find_feature(const std::string& name) const {
    const auto found = std::find(feature_names.begin(), feature_names.end(), name);
    return found == feature_names.end() ? -1 : found - feature_names.begin();
  }
  /// The feature that stands for a song's arousal, if there is one.
  const char* arousal_name() const { return find_feature("arousal") < 0 ? "energy" : "arousal"; }
};

/// S sequences, each a run of plays of one stream (a station, a playlist, a person) that lies in one split.
/// The sequences of one stream stand next to each other, in order of time.
struct ListeningSequences {
  std::vector<std::string> stream_names;     // [number of streams]
  std::vector<int32_t> streams;              // [S], index into stream_names, ascending
  std::vector<Split> splits;                 // [S]
  std::vector<int64_t> offsets = {0};        // [S + 1], sequence i is songs[offsets[i], offsets[i + 1])
  std::vector<int32_t> songs;                // [P], index into the catalogue
  std::vector<uint8_t> has_train_duplicate;  // [P], 1: the play is of a sequence, or of a run of plays, that
                                             // stands in a training sequence of another stream, too
  std::vector<int64_t> times;                // [P], Unix seconds; empty: the source has none

  int64_t num_sequences() const { return static_cast<int64_t>(streams.size()); }
  int64_t num_plays() const { return static_cast<int64_t>(songs.size()); }
  int64_t length(int64_t i) const {
    return offsets[static_cast<size_t>(i) + 1] - offsets[static_cast<size_t>(i)];
  }
};

struct ListeningData {
  PreparedEnvelope info;
  std::string about;  // JSON: what the rules of reading did, in counts; the audit's findings
  ListeningCatalogue catalogue;
  ListeningSequences sequences;
};

}  // namespace affekt
