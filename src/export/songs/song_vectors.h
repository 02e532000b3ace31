// Synthetic songs that travel with an exported clustering as its test vectors.
#pragma once

#include <vector>

#include "affect/song_model.h"

namespace affekt {

/// Rows that no catalogue holds, made of the catalogue's ranges, the same on every machine: the medians; the
/// medians with one column at its least and at its greatest value; all columns at their least and at their
/// greatest; values drawn between the two. Rows that lie between two clusters are left out, for their cluster
/// is a matter of rounding.
/// @param rows  raw features [N, D] of the songs that the ranges are taken from, N > 0
/// @return      [M, D], M > 0
std::vector<float> make_song_vectors(const SongModel& model, MatrixView rows);

}  // namespace affekt
