#include "clustering/sweep/sweep_samples.h"

#include "core/random_stream.h"

namespace affekt {

OwnedRows gather_rows(MatrixView rows, const std::vector<int64_t>& indices) {
  OwnedRows gathered;
  gathered.num_rows = static_cast<int64_t>(indices.size());
  gathered.num_columns = rows.num_columns;
  gathered.values.reserve(indices.size() * static_cast<size_t>(rows.num_columns));
  for (const int64_t i : indices)
    gathered.values.insert(gathered.values.end(), rows.row(i), rows.row(i) + rows.num_columns);
  return gathered;
}

OwnedRows permute_columns(MatrixView rows, uint64_t seed, uint64_t reference) {
  OwnedRows permuted{std::vector<float>(static_cast<size_t>(rows.num_rows * rows.num_columns)), rows.num_rows,
                     rows.num_columns};
  for (int64_t d = 0; d < rows.num_columns; ++d) {
    RandomStream stream(seed, "gap_permutation", reference, static_cast<uint64_t>(d));
    const std::vector<int64_t> order = draw_permutation(stream, rows.num_rows);
    for (int64_t i = 0; i < rows.num_rows; ++i)
      permuted.values[static_cast<size_t>(i * rows.num_columns + d)] =
          rows.row(order[static_cast<size_t>(i)])[d];
  }
  return permuted;
}

OwnedRows draw_bootstrap_sample(MatrixView rows, uint64_t seed, uint64_t index) {
  RandomStream stream(seed, "stability_bootstrap", index);
  std::vector<int64_t> indices(static_cast<size_t>(rows.num_rows));
  for (int64_t& i : indices) i = static_cast<int64_t>(stream.below(static_cast<uint64_t>(rows.num_rows)));
  return gather_rows(rows, indices);
}

}  // namespace affekt
