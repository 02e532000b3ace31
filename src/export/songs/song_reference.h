// What affekt's own clustering and regression say of songs: the reference that an exported file is held
// against.
#pragma once

#include <cstdint>
#include <vector>

#include "affect/song_model.h"

namespace affekt {

struct SongReference {
  std::vector<int32_t> clusters;   // [N], of assign_rows
  std::vector<double> distances2;  // [N, K], summed in double
  std::vector<float> affect;       // [N, 2]; empty if the model has no regression
  /// [N, K]: 1 for the cluster itself, and for each whose centroid is as near within what float32 rounding
  /// can turn round. By the standard bound: a transformed feature z_p = sum_e w_pe x_e + b_p, computed in
  /// float32 in whatever order, is off by at most (E + 4) u (sum_e |w_pe x_e| + |b_p|), u = 2^-24; the 4
  /// stand for the last bits of a logarithm, sine or cosine, and for the bias. A squared distance adds (P +
  /// 3) u times itself. Two computations, each off by that, may decide differently between two centroids only
  /// if their squared distances lie no farther apart than twice the bound on the difference.
  std::vector<char> is_tied;
};

/// @param rows  raw features [N, D], no empty cell
SongReference compute_song_reference(const SongModel& model, MatrixView rows);

}  // namespace affekt
