// The silhouette, the one score here whose cost grows with the square of the rows.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/threads.h"
#include "metrics/cluster_scores.h"

namespace affekt {
namespace {

constexpr int64_t kBlockRows = 256;  // distances computed at a time; with few columns, they stay in the cache
constexpr int64_t kTaskRows = 64;    // rows that share a block while it is there
constexpr int64_t kLanes = 16;       // partial sums: the order of adding is the same for every vector width

/// The rows with those of one cluster side by side, column by column.
struct SortedRows {
  std::vector<int64_t> order;   // [N], sorted place -> row
  std::vector<int64_t> begins;  // [K + 1], where each cluster begins in `order`
  std::vector<float> columns;   // [D, N]
};

SortedRows sort_rows(const ClusteredRows& clustered) {
  const int64_t n = clustered.num_rows, num_columns = clustered.num_columns;
  SortedRows sorted;
  sorted.begins.assign(static_cast<size_t>(clustered.num_clusters) + 1, 0);
  for (int64_t i = 0; i < n; ++i) {
    const int32_t label = clustered.labels[i];
    AFFEKT_CHECK(label >= 0 && label < clustered.num_clusters, "a label lies outside 0..K-1");
    ++sorted.begins[static_cast<size_t>(label) + 1];
  }
  int num_used = 0;
  for (size_t k = 1; k < sorted.begins.size(); ++k) {
    num_used += sorted.begins[k] > 0 ? 1 : 0;
    sorted.begins[k] += sorted.begins[k - 1];
  }
  AFFEKT_CHECK(num_used >= 2, "a silhouette needs at least two clusters with rows");
  std::vector<int64_t> next(sorted.begins.begin(), sorted.begins.end() - 1);
  sorted.order.resize(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) {
    const int64_t place = next[static_cast<size_t>(clustered.labels[i])]++;
    sorted.order[static_cast<size_t>(place)] = i;
  }
  sorted.columns.resize(static_cast<size_t>(n * num_columns));
  for (int64_t place = 0; place < n; ++place) {
    const float* row = clustered.rows + sorted.order[static_cast<size_t>(place)] * num_columns;
    for (int64_t d = 0; d < num_columns; ++d) {
      AFFEKT_CHECK(std::isfinite(row[d]), "a silhouette needs finite rows");
      sorted.columns[static_cast<size_t>(d * n + place)] = row[d];
    }
  }
  return sorted;
}

/// Sum of the Euclidean distances from a point to `count` rows. @param columns  the first row's first value;
/// its next one lies `stride` further  @param count  1..kBlockRows
double sum_distances(const float* columns, int64_t stride, int64_t count, const float* point,
                     int64_t num_columns) {
  alignas(64) float squares[kBlockRows] = {};  // the zeros beyond `count` add nothing below
  for (int64_t d = 0; d < num_columns; ++d) {
    const float* column = columns + d * stride;
    const float value = point[d];
    for (int64_t j = 0; j < count; ++j) {
      const float difference = column[j] - value;
      squares[j] += difference * difference;
    }
  }
  double lanes[kLanes] = {};
  for (int64_t j = 0; j < count; j += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane)
      lanes[lane] += static_cast<double>(std::sqrt(squares[j + lane]));
  }
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum;
}

/// @param sums  [K], of the row's distances to the rows of each cluster, its own (0) among them
double width_of(const double* sums, const std::vector<int64_t>& begins, size_t own) {
  const int64_t own_size = begins[own + 1] - begins[own];
  if (own_size == 1) return 0;
  const double within = sums[own] / static_cast<double>(own_size - 1);
  double nearest = std::numeric_limits<double>::infinity();
  for (size_t k = 0; k + 1 < begins.size(); ++k) {
    const int64_t size = begins[k + 1] - begins[k];
    if (k != own && size > 0) nearest = std::min(nearest, sums[k] / static_cast<double>(size));
  }
  const double larger = std::max(within, nearest);
  return larger > 0 ? (nearest - within) / larger : 0;
}

/// Widths of the chosen rows, in their order.
std::vector<double> compute_widths(const ClusteredRows& clustered, const std::vector<int64_t>& rows,
                                   int num_threads) {
  const SortedRows sorted = sort_rows(clustered);
  const int64_t n = clustered.num_rows, num_columns = clustered.num_columns;
  const auto num_chosen = static_cast<int64_t>(rows.size());
  const auto num_clusters = static_cast<size_t>(clustered.num_clusters);
  for (const int64_t row : rows) AFFEKT_CHECK(row >= 0 && row < n, "a chosen row lies outside 0..N-1");
  std::vector<double> widths(rows.size());
  const int64_t num_tasks = (num_chosen + kTaskRows - 1) / kTaskRows;
  const int threads = num_threads > 0 ? num_threads : thread_count();
  parallel_for(num_tasks, threads, [&](int64_t task) {
    throw_if_interrupted("the silhouette");
    const int64_t first = task * kTaskRows, last = std::min(num_chosen, first + kTaskRows);
    std::vector<double> sums(static_cast<size_t>(last - first) * num_clusters, 0.0);
    for (size_t k = 0; k < num_clusters; ++k) {
      for (int64_t begin = sorted.begins[k]; begin < sorted.begins[k + 1]; begin += kBlockRows) {
        const int64_t count = std::min(kBlockRows, sorted.begins[k + 1] - begin);
        for (int64_t i = first; i < last; ++i) {
          const float* point = clustered.rows + rows[static_cast<size_t>(i)] * num_columns;
          sums[static_cast<size_t>(i - first) * num_clusters + k] +=
              sum_distances(sorted.columns.data() + begin, n, count, point, num_columns);
        }
      }
    }
    for (int64_t i = first; i < last; ++i) {
      const int32_t own = clustered.labels[rows[static_cast<size_t>(i)]];
      widths[static_cast<size_t>(i)] = width_of(&sums[static_cast<size_t>(i - first) * num_clusters],
                                                sorted.begins, static_cast<size_t>(own));
    }
  });
  return widths;
}

std::vector<int64_t> all_rows(const ClusteredRows& clustered) {
  std::vector<int64_t> rows(static_cast<size_t>(clustered.num_rows));
  std::iota(rows.begin(), rows.end(), int64_t{0});
  return rows;
}

}  // namespace

double compute_silhouette(const ClusteredRows& clustered, int num_threads) {
  double sum = 0;
  for (const double width : compute_widths(clustered, all_rows(clustered), num_threads)) sum += width;
  return sum / static_cast<double>(clustered.num_rows);
}

std::vector<float> compute_silhouette_widths(const ClusteredRows& clustered, int num_threads) {
  return compute_silhouette_widths(clustered, all_rows(clustered), num_threads);
}

std::vector<float> compute_silhouette_widths(const ClusteredRows& clustered, const std::vector<int64_t>& rows,
                                             int num_threads) {
  const std::vector<double> widths = compute_widths(clustered, rows, num_threads);
  return {widths.begin(), widths.end()};
}

}  // namespace affekt
