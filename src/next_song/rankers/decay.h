// How much a play weighs by how far back it lies.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

enum class Decay { kSame, kLinear, kDiv, kLog, kQuadratic };

/// "same", "linear", "div", "log", "quadratic".
const std::vector<std::string>& decay_names();
/// @throws ConfigError  for any other name
Decay decay_from_name(const std::string& name);

/// Of a play `steps` back, 1: the last one. same 1; linear 1 - steps / 10, at least 0; div 1 / steps; log
/// 1 / log10(steps + 1.7); quadratic 1 / steps^2. Source: session-rec (Ludewig et al., 2019), sequential
/// rules and the decay of scores in VS-KNN.
double decay_by_steps(Decay decay, int64_t steps);

/// Of the play at `position` of `length`, 1: the oldest, as the similarity in VS-KNN has it. same 1; linear
/// 1 - (length - position) / 10, at least 0; div position / length; log 1 / log10(length - position + 1.7);
/// quadratic (position / length)^2.
double decay_by_position(Decay decay, int64_t position, int64_t length);

}  // namespace affekt
