// What the user asked of exported models at work: one struct a command, filled from the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace affekt {

/// From a mood to a playlist. What is not set is left to playlist/compose_playlist.h.
struct RecommendCommand {
  std::string mood;                        // "sad"
  std::optional<double> valence, arousal;  // -1..1
  std::string songs;                       // a run of clustered songs
  std::vector<std::string> catalogues;     // more songs, genres, years
  std::string next, history;               // a run of next songs, and what was played last
  std::string policy = "match", profile, format = "table", out;
  std::vector<std::string> languages;
  int64_t num_songs = 20;
  std::optional<int64_t> artist_gap;
  double variety = 0.3;
  uint64_t seed = 1;
};

/// libaffekt_player.so has them, which does without LibTorch.
using PlayerCommand = std::variant<RecommendCommand>;

}  // namespace affekt
