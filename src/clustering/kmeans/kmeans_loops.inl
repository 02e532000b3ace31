// Every row against every centroid, and what else goes over all rows. Built once for each instruction set:
// the including file must define nothing of the standard library, whose inline functions the linker shares
// between files.
#include "clustering/kmeans/kmeans_loops.h"
#include "clustering/kmeans/kmeans_vector.inl"

namespace affekt {
namespace {

/// Squared distances of kVectors vectors of rows to kCount centroids.
/// @param x  column 0 of the first row; the next column is `stride` further
template <int kVectors, int kCount>
inline void square_distances(const float* x, int64_t stride, const float* const* centroids, int64_t D,
                             Vec (&sum)[kCount][kVectors]) {
#pragma GCC unroll 8
  for (int q = 0; q < kCount; ++q)
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) sum[q][v] = fill(0.F);
  for (int64_t j = 0; j < D; ++j) {
    Vec column[kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) column[v] = load(x + j * stride + v * kLanes);
#pragma GCC unroll 8
    for (int q = 0; q < kCount; ++q) {
      const Vec c = fill(centroids[q][j]);
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) {
        const Vec difference = column[v] - c;
        sum[q][v] = multiply_add(difference, difference, sum[q][v]);
      }
    }
  }
}

inline float square_distance(const float* row, const float* centroid, int64_t D) {
  float sum = 0;
  for (int64_t j = 0; j < D; ++j) {
    const float difference = row[j] - centroid[j];
    sum = multiply_add(difference, difference, sum);
  }
  return sum;
}

inline Vec upper_of(Vec distance2, const RoundingMargin& margin) {
  return square_root(distance2) * fill(1 + margin.relative) + fill(margin.absolute);
}
inline Vec lower_of(Vec distance2, const RoundingMargin& margin) {
  return square_root(distance2) * fill(1 - margin.relative) - fill(margin.absolute);
}

/// Adds a row to a cluster's sums and takes it from another's (from -1: from none).
inline void move_row(const SumChanges& changes, const float* row, int64_t D, int32_t from, int32_t to) {
  const double* __restrict scale = changes.scale;
  const int64_t stride = changes.low_scale > 0 ? 2 * D : D;
  int64_t* __restrict gains = changes.sums + to * stride;
  ++changes.sizes[to];
  if (changes.low_scale > 0) {
    int64_t* __restrict losses = from < 0 ? nullptr : changes.sums + from * stride;
    if (losses != nullptr) --changes.sizes[from];
    for (int64_t j = 0; j < D; ++j) {
      const double value = static_cast<double>(row[j]) * scale[j];
      const auto high = static_cast<int64_t>(value);
      const auto low = static_cast<int64_t>((value - static_cast<double>(high)) * changes.low_scale);
      gains[j] += high;
      gains[D + j] += low;
      if (losses != nullptr) {
        losses[j] -= high;
        losses[D + j] -= low;
      }
    }
  } else if (from < 0) {
    for (int64_t j = 0; j < D; ++j) gains[j] += static_cast<int64_t>(static_cast<double>(row[j]) * scale[j]);
  } else {
    int64_t* __restrict losses = changes.sums + from * stride;
    --changes.sizes[from];
    for (int64_t j = 0; j < D; ++j) {
      const auto value = static_cast<int64_t>(static_cast<double>(row[j]) * scale[j]);
      gains[j] += value;
      losses[j] -= value;
    }
  }
}

/// Writes the labels of up to kLanes rows and moves those rows whose label is another now.
inline void write_labels(const DensePass& pass, int64_t first_row, Ints index, SumChanges* changes) {
  int32_t* labels = pass.labels + first_row;
  uint32_t changed = kAllLanes & ~bits(equal(index, load(labels)));
  const int64_t num_left = pass.rows.num_rows - first_row;
  if (num_left < kLanes) changed &= num_left <= 0 ? 0 : (uint32_t{1} << num_left) - 1;
  if (changed == 0) return;
  int32_t now[kLanes];
  store(now, index);
  for (; changed != 0; changed &= changed - 1) {
    const int lane = __builtin_ctz(changed);
    if (changes != nullptr) {
      move_row(*changes, pass.rows.rows + (first_row + lane) * pass.rows.num_columns, pass.rows.num_columns,
               labels[lane], now[lane]);
      ++changes->num_changed;
    }
    labels[lane] = now[lane];
  }
}

template <bool kBounds>
void assign_dense(const DensePass& pass, int64_t first_tile, int64_t last_tile, SumChanges* changes) {
  constexpr int kVectors = 2, kCount = kCentroidsAtOnce;
  const int64_t D = pass.rows.num_columns;
  for (int64_t tile = first_tile; tile < last_tile; ++tile) {
    for (int v = 0; v < kTileVectors; v += kVectors) {
      const float* x = pass.rows.tiles + tile * kTileRows * D + v * kLanes;
      Vec best[kVectors], second[kVectors];
      Ints index[kVectors];
      for (int w = 0; w < kVectors; ++w) {
        best[w] = second[w] = fill(__builtin_inff());
        index[w] = fill(0);
      }
      for (int64_t k = 0; k < pass.num_padded; k += kCount) {
        const float* centroids[kCount];
        for (int q = 0; q < kCount; ++q) centroids[q] = pass.centroids + (k + q) * D;
        Vec sum[kCount][kVectors];
        square_distances<kVectors, kCount>(x, kTileRows, centroids, D, sum);
#pragma GCC unroll 8
        for (int q = 0; q < kCount; ++q) {
          const Ints number = fill(static_cast<int32_t>(k) + q);
#pragma GCC unroll 8
          for (int w = 0; w < kVectors; ++w) {
            index[w] = select(less(sum[q][w], best[w]), number, index[w]);  // the first of equally near ones
            if (kBounds) second[w] = min(second[w], max(best[w], sum[q][w]));
            best[w] = min(sum[q][w], best[w]);
          }
        }
      }
      for (int w = 0; w < kVectors; ++w) {
        const int64_t row = tile * kTileRows + (v + w) * kLanes;
        if (pass.distances2 != nullptr) store(pass.distances2 + row, best[w]);
        if (kBounds) {
          store(pass.upper + row, upper_of(best[w], pass.margin));
          store(pass.lower + row, lower_of(second[w], pass.margin));
        }
        write_labels(pass, row, index[w], changes);
      }
    }
  }
}

void assign(const DensePass& pass, int64_t first_tile, int64_t last_tile, SumChanges* changes) {
  if (pass.lower != nullptr) {
    assign_dense<true>(pass, first_tile, last_tile, changes);
  } else {
    assign_dense<false>(pass, first_tile, last_tile, changes);
  }
}

/// One column of one tile; `count` rows of it are real.
void summarize_column(const float* x, int64_t count, double origin, int64_t column, ColumnSummary* summary) {
  float *lowest = summary->lowest + column * kTileRows, *highest = summary->highest + column * kTileRows;
  for (int v = 0; v < kTileRows; v += kLanes) {
    store(lowest + v, min(load(x + v), load(lowest + v)));
    store(highest + v, max(load(x + v), load(highest + v)));
  }
  int32_t exponents = 0, num_nonzero = 0, not_finite = 0;
  for (int64_t i = 0; i < kTileRows; ++i) {
    int32_t word;
    __builtin_memcpy(&word, x + i, sizeof word);
    const int32_t exponent = (word >> 23) & 255;
    exponents += exponent;
    num_nonzero += exponent != 0;
    not_finite |= exponent == 255;
  }
  summary->exponents[column] += exponents;
  summary->num_nonzero[column] += num_nonzero;
  summary->not_finite |= not_finite;
  double* __restrict sum = summary->sum + column * 8, * __restrict sum2 = summary->sum2 + column * 8;
  for (int64_t i = 0; i < kTileRows; i += 8) {
    for (int64_t lane = 0; lane < 8; ++lane) {
      const double difference = i + lane < count ? static_cast<double>(x[i + lane]) - origin : 0;
      sum[lane] += difference;
      sum2[lane] += difference * difference;
    }
  }
}

void fill_tiles(const TiledRows& rows, float* tiles, int64_t first_tile, int64_t last_tile,
                const float* origin, ColumnSummary* summary) {
  const int64_t D = rows.num_columns;
  for (int64_t tile = first_tile; tile < last_tile; ++tile) {
    float* x = tiles + tile * kTileRows * D;
    const int64_t first_row = tile * kTileRows, num_left = rows.num_rows - first_row;
    const int64_t count = num_left < kTileRows ? num_left : kTileRows;
    for (int64_t i = 0; i < kTileRows; ++i) {
      const float* row = rows.rows + (first_row + (i < count ? i : count - 1)) * D;
      for (int64_t j = 0; j < D; ++j) x[j * kTileRows + i] = row[j];
    }
    for (int64_t j = 0; j < D; ++j) summarize_column(x + j * kTileRows, count, origin[j], j, summary);
  }
}

void distances_to(const TiledRows& rows, const float* centroid, float* distances2) {
  for (int64_t tile = 0; tile < rows.num_tiles; ++tile) {
    Vec sum[1][kTileVectors];
    square_distances<kTileVectors, 1>(rows.tiles + tile * kTileRows * rows.num_columns, kTileRows, &centroid,
                                      rows.num_columns, sum);
    for (int v = 0; v < kTileVectors; ++v) store(distances2 + tile * kTileRows + v * kLanes, sum[0][v]);
  }
}

void own_distances(const TiledRows& rows, const float* centroids, const int32_t* labels, int64_t first,
                   int64_t last, float* distances2) {
  const int64_t D = rows.num_columns;
  for (int64_t i = first; i < last; ++i)
    distances2[i] = square_distance(rows.rows + i * D, centroids + labels[i] * D, D);
}

double inertia(const TiledRows& rows, const float* centroids, const int32_t* labels, int64_t first,
               int64_t last) {
  const int64_t D = rows.num_columns;
  double total = 0;
  for (int64_t i = first; i < last; ++i) {
    const float *row = rows.rows + i * D, *centroid = centroids + labels[i] * D;
    double sum = 0;
    for (int64_t j = 0; j < D; ++j) {
      const double difference = static_cast<double>(row[j]) - static_cast<double>(centroid[j]);
      sum += difference * difference;
    }
    total += sum;
  }
  return total;
}

void potentials(const TiledRows& rows, const float* candidates, int64_t num_padded, const float* closest2,
                const float* weights, int64_t first_tile, int64_t last_tile, double* sums) {
  constexpr int kVectors = 2, kCount = kCentroidsAtOnce;
  const int64_t D = rows.num_columns;
  for (int64_t k = 0; k < num_padded; k += kCount) {
    const float* centroids[kCount];
    for (int q = 0; q < kCount; ++q) centroids[q] = candidates + (k + q) * D;
    double lanes[kCount][kLanes] = {};
    for (int64_t tile = first_tile; tile < last_tile; ++tile) {
      for (int v = 0; v < kTileVectors; v += kVectors) {
        Vec sum[kCount][kVectors];
        square_distances<kVectors, kCount>(rows.tiles + tile * kTileRows * D + v * kLanes, kTileRows,
                                           centroids, D, sum);
        for (int w = 0; w < kVectors; ++w) {
          const int64_t row = tile * kTileRows + (v + w) * kLanes;
          const Vec closest = load(closest2 + row), weight = load(weights + row);
          for (int q = 0; q < kCount; ++q) {
            float weighted[kLanes];
            store(weighted, min(sum[q][w], closest) * weight);
            for (int i = 0; i < kLanes; ++i) lanes[q][i] += static_cast<double>(weighted[i]);
          }
        }
      }
    }
    for (int q = 0; q < kCount; ++q) {
      double total = 0;
      for (int i = 0; i < kLanes; ++i) total += lanes[q][i];
      sums[k + q] = total;
    }
  }
}

void approach(const TiledRows& rows, const float* centroid, int64_t first_tile, int64_t last_tile,
              float* closest2) {
  for (int64_t tile = first_tile; tile < last_tile; ++tile) {
    Vec sum[1][kTileVectors];
    square_distances<kTileVectors, 1>(rows.tiles + tile * kTileRows * rows.num_columns, kTileRows, &centroid,
                                      rows.num_columns, sum);
    for (int v = 0; v < kTileVectors; ++v) {
      float* closest = closest2 + tile * kTileRows + v * kLanes;
      store(closest, min(sum[0][v], load(closest)));
    }
  }
}

void move_one_row(const SumChanges& changes, const float* row, int64_t num_columns, int32_t from,
                  int32_t to) {
  move_row(changes, row, num_columns, from, to);
}

}  // namespace
}  // namespace affekt
