// The rows that a sweep fits beside the songs themselves: permuted copies and bootstrap samples.
#pragma once

#include <cstdint>
#include <vector>

#include "clustering/kmeans/kmeans.h"

namespace affekt {

/// Some rows in memory of their own.
struct OwnedRows {
  std::vector<float> values;  // [N, D]
  int64_t num_rows = 0, num_columns = 0;
  MatrixView view() const { return {values.data(), num_rows, num_columns}; }
};

OwnedRows gather_rows(MatrixView rows, const std::vector<int64_t>& indices);

/// Each column in an order of its own: the columns keep their values and lose what they have in common.
OwnedRows permute_columns(MatrixView rows, uint64_t seed, uint64_t reference);

/// As many rows, drawn with replacement.
OwnedRows draw_bootstrap_sample(MatrixView rows, uint64_t seed, uint64_t index);

}  // namespace affekt
