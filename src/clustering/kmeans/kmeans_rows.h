// The rows of a K-means problem, checked once and laid out for the inner loops.
#pragma once

#include <memory>
#include <vector>

#include "clustering/kmeans/kmeans.h"
#include "clustering/kmeans/kmeans_loops.h"

namespace affekt {

/// How float32 values become 64-bit integers whose sums are exact: the same for any order of the rows, so for
/// any number of threads and whichever rows an algorithm happens to look at. A value keeps 61 - log2(N) bits
/// below the largest of its column. Where a column's typical values are so small beside its largest that this
/// could be seen in a centroid, a second integer takes as many bits more.
struct FixedPoint {
  std::vector<double> scale;  // [D], powers of two
  int num_bits = 0;           // |x| * scale < 2^num_bits
  bool two_integers = false;
};

class KmeansRows {
 public:
  static constexpr int64_t kBlockTiles = 128;  // partial sums in floating point are of 4096 rows

  /// `rows` must outlive this. @throws DataError: no row or no column; a value that is not finite; columns so
  /// wide that squared distances overflow
  KmeansRows(MatrixView rows, int num_threads, const KmeansLoops& loops = kmeans_loops());

  const TiledRows& tiled() const { return tiled_; }
  MatrixView view() const { return {tiled_.rows, tiled_.num_rows, tiled_.num_columns}; }
  int64_t num_rows() const { return tiled_.num_rows; }
  int64_t num_columns() const { return tiled_.num_columns; }
  /// Rows of arrays with one entry for each row of the tiles.
  int64_t num_padded_rows() const { return tiled_.num_tiles * kTileRows; }
  int64_t num_blocks() const { return (tiled_.num_tiles + kBlockTiles - 1) / kBlockTiles; }
  int64_t block_begin(int64_t block) const { return block * kBlockTiles; }  // a tile
  int64_t block_end(int64_t block) const;
  const FixedPoint& fixed_point() const { return fixed_point_; }
  double mean_variance() const { return mean_variance_; }
  const KmeansLoops& loops() const { return *loops_; }
  int num_threads() const { return num_threads_; }

 private:
  struct Summaries;
  void check_values(const Summaries& summaries) const;
  void choose_fixed_point(const Summaries& summaries);

  struct alignas(64) Line {
    float values[16];
  };
  std::unique_ptr<Line[]> lines_;  // not a vector: its pages are first touched by the threads that fill them
  TiledRows tiled_;
  FixedPoint fixed_point_;
  double mean_variance_ = 0;
  const KmeansLoops* loops_;
  int num_threads_;
};

/// @throws DataError naming the first value of the matrix that is not finite, if there is one
/// @param what  what the matrix is  @param first_row  the number of its first row
void refuse_not_finite(MatrixView matrix, const char* what, int64_t first_row = 0);

/// @throws DataError if there are fewer than `num_clusters` rows that differ
void refuse_too_few_distinct_rows(MatrixView rows, int64_t num_clusters);

}  // namespace affekt
