#include "clustering/kmeans/kmeans_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <unordered_set>

#include "core/error.h"

namespace affekt {

/// The summary of every block of rows.
struct KmeansRows::Summaries {
  int64_t num_columns;
  std::vector<float> lowest, highest;           // [blocks, D, 32]
  std::vector<double> sum, sum2;                // [blocks, D, 8]
  std::vector<int64_t> exponents, num_nonzero;  // [blocks, D]
  std::vector<int32_t> not_finite;              // [blocks]

  Summaries(int64_t num_blocks, int64_t D)
      : num_columns(D),
        lowest(static_cast<size_t>(num_blocks * D * kTileRows), std::numeric_limits<float>::infinity()),
        highest(lowest.size(), -std::numeric_limits<float>::infinity()),
        sum(static_cast<size_t>(num_blocks * D * 8)),
        sum2(sum.size()),
        exponents(static_cast<size_t>(num_blocks * D)),
        num_nonzero(exponents.size()),
        not_finite(static_cast<size_t>(num_blocks)) {}

  ColumnSummary of_block(int64_t block) {
    const int64_t first = block * num_columns;
    ColumnSummary summary;
    summary.lowest = lowest.data() + first * kTileRows;
    summary.highest = highest.data() + first * kTileRows;
    summary.sum = sum.data() + first * 8;
    summary.sum2 = sum2.data() + first * 8;
    summary.exponents = exponents.data() + first;
    summary.num_nonzero = num_nonzero.data() + first;
    return summary;
  }

  /// Adds up entries of one column over the blocks, in their order.
  template <class T>
  T total(const std::vector<T>& values, int64_t column, int64_t width) const {
    T result = 0;
    for (size_t block = 0; block < not_finite.size(); ++block)
      for (int64_t i = 0; i < width; ++i)
        result += values[(block * static_cast<size_t>(num_columns) + static_cast<size_t>(column)) *
                             static_cast<size_t>(width) +
                         static_cast<size_t>(i)];
    return result;
  }

  struct Range {
    double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  };
  Range range(int64_t column) const {
    Range range;
    for (size_t block = 0; block < not_finite.size(); ++block)
      for (size_t i = 0; i < kTileRows; ++i) {
        const size_t at =
            (block * static_cast<size_t>(num_columns) + static_cast<size_t>(column)) * kTileRows + i;
        range.lowest = std::min<double>(range.lowest, lowest[at]);
        range.highest = std::max<double>(range.highest, highest[at]);
      }
    return range;
  }
};

KmeansRows::KmeansRows(MatrixView rows, int num_threads, const KmeansLoops& loops)
    : loops_(&loops), num_threads_(std::max(1, num_threads)) {
  if (rows.num_rows < 1 || rows.num_columns < 1)
    throw DataError(fmt::format("K-means: {} rows of {} columns: there is nothing to cluster", rows.num_rows,
                                rows.num_columns));
  AFFEKT_CHECK(rows.num_rows <= std::numeric_limits<int32_t>::max(), "rows are numbered in 32 bits");
  const int64_t D = rows.num_columns;
  tiled_ = {rows.data, nullptr, rows.num_rows, D, (rows.num_rows + kTileRows - 1) / kTileRows};
  lines_.reset(new Line[static_cast<size_t>(tiled_.num_tiles * D * kTileRows / 16)]);
  float* tiles = lines_.get()->values;
  tiled_.tiles = tiles;

  Summaries summaries(num_blocks(), D);
  const std::vector<float> origin(rows.data,
                                  rows.data + D);  // a variance about it loses no digits to a far mean
#pragma omp parallel for schedule(static) num_threads(num_threads_)
  for (int64_t block = 0; block < num_blocks(); ++block) {
    ColumnSummary summary = summaries.of_block(block);
    loops_->fill_tiles(tiled_, tiles, block_begin(block), block_end(block), origin.data(), &summary);
    summaries.not_finite[static_cast<size_t>(block)] = summary.not_finite;
  }
  check_values(summaries);
  choose_fixed_point(summaries);
  const auto n = static_cast<double>(rows.num_rows);
  for (int64_t j = 0; j < D; ++j) {
    const double mean = summaries.total(summaries.sum, j, 8) / n;
    mean_variance_ +=
        std::max(0.0, summaries.total(summaries.sum2, j, 8) / n - mean * mean) / static_cast<double>(D);
  }
}

int64_t KmeansRows::block_end(int64_t block) const {
  return std::min(tiled_.num_tiles, (block + 1) * kBlockTiles);
}

void KmeansRows::check_values(const Summaries& summaries) const {
  if (std::any_of(summaries.not_finite.begin(), summaries.not_finite.end(), [](int32_t f) { return f != 0; }))
    refuse_not_finite(view(), "K-means");
  double farthest2 = 0, widest = 0;
  int64_t widest_column = 0;
  for (int64_t j = 0; j < num_columns(); ++j) {
    const auto range = summaries.range(j);
    const double width = range.highest - range.lowest;
    farthest2 += width * width;
    if (width > widest) {
      widest = width;
      widest_column = j;
    }
  }
  if (farthest2 > 1e38) {
    const auto range = summaries.range(widest_column);
    throw DataError(
        fmt::format("K-means: column {} (counted from 0) reaches from {} to {}: squared distances overflow "
                    "float32; scale it",
                    widest_column, range.lowest, range.highest));
  }
}

void KmeansRows::choose_fixed_point(const Summaries& summaries) {
  int log2_rows = 0;
  while ((int64_t{1} << log2_rows) < num_rows()) ++log2_rows;
  fixed_point_.num_bits = 61 - log2_rows;
  for (int64_t j = 0; j < num_columns(); ++j) {
    const auto range = summaries.range(j);
    const double largest = std::max(std::abs(range.lowest), std::abs(range.highest));
    if (largest == 0) {
      fixed_point_.scale.push_back(1);
      continue;
    }
    const int exponent = std::ilogb(largest) + 1;  // largest < 2^exponent
    fixed_point_.scale.push_back(std::ldexp(1.0, fixed_point_.num_bits - exponent));
    const int64_t count = summaries.total(summaries.num_nonzero, j, 1);
    if (count == 0) continue;  // subnormal numbers only
    const double typical =
        static_cast<double>(summaries.total(summaries.exponents, j, 1)) / static_cast<double>(count) - 126;
    // A float32 has 24 bits; a typical value keeps at least 28.
    if (exponent - typical > fixed_point_.num_bits - 28) fixed_point_.two_integers = true;
  }
}

void refuse_not_finite(MatrixView matrix, const char* what, int64_t first_row) {
  for (int64_t i = 0; i < matrix.num_rows; ++i)
    for (int64_t j = 0; j < matrix.num_columns; ++j)
      if (!std::isfinite(matrix.row(i)[j]))
        throw DataError(fmt::format("{}: row {}, column {} (counted from 0) is {}: expected a finite number",
                                    what, first_row + i, j, matrix.row(i)[j]));
}

int64_t count_distinct_rows(MatrixView rows, int64_t enough) {
  const auto D = static_cast<size_t>(rows.num_columns);
  std::unordered_set<std::string> seen;
  std::vector<float> row(D);
  for (int64_t i = 0; i < rows.num_rows && static_cast<int64_t>(seen.size()) < enough; ++i) {
    for (size_t j = 0; j < D; ++j) row[j] = rows.row(i)[j] + 0.F;  // -0 is 0
    seen.emplace(reinterpret_cast<const char*>(row.data()), D * sizeof(float));
  }
  return static_cast<int64_t>(seen.size());
}

void refuse_too_few_distinct_rows(MatrixView rows, int64_t num_clusters) {
  if (num_clusters < 1)
    throw ConfigError(fmt::format("K-means: num_clusters is {}: expected at least 1", num_clusters));
  const int64_t num_distinct = count_distinct_rows(rows, num_clusters);
  if (num_distinct < num_clusters)
    throw DataError(
        fmt::format("K-means: {} clusters were asked for, but only {} of the {} rows differ from each other; "
                    "ask for at most {}",
                    num_clusters, num_distinct, rows.num_rows, num_distinct));
}

}  // namespace affekt
