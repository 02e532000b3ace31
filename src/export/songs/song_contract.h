// What an exported model of songs takes, does and gives, in words: for its metadata and its card.
#pragma once

#include <string>
#include <vector>

#include "affect/song_model.h"

namespace affekt {

/// As in "affekt.input" and "affekt.output".
std::string song_input_contract(const SongModel& model);
std::string song_output_contract(const SongModel& model);

/// What the graph does to the features, column by column, as in "affekt.transform".
std::string describe_transform(const FeatureTransform& transform);

/// The target of the regression in words: whose valence and arousal, on which scale.
/// @param target  deezer | tags
std::string describe_affect_target(const std::string& target);

}  // namespace affekt
