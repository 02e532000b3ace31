// What an exported model of songs takes, does and gives, in words: for its metadata and its card.
#pragma once

#include <string>
#include <vector>

#include "affect/song_model.h"

namespace affekt {

/// Of the audio features as Spotify's catalogue has them.
struct ColumnFacts {
  std::string unit;   // "dB"; empty for a share or an unknown column
  std::string range;  // "0..1", "> 0"; empty for an unknown column
};
ColumnFacts facts_of_column(const std::string& column);

/// "danceability 0..1, loudness -60..0 dB, tempo > 0 beats a minute": in the order of the input.
std::string describe_columns(const std::vector<std::string>& columns);

/// As in "affekt.input" and "affekt.output".
std::string song_input_contract(const SongModel& model);
std::string song_output_contract(const SongModel& model);

/// What the graph does to the features, column by column, as in "affekt.transform".
std::string describe_transform(const FeatureTransform& transform);

/// The target of the regression in words: whose valence and arousal, on which scale.
/// @param target  deezer | tags
std::string describe_affect_target(const std::string& target);

}  // namespace affekt
