// Bounds on distances: only the rows that they leave in doubt are compared with centroids. See
// kmeans_loops.inl.
#include "clustering/kmeans_loops.inl"

namespace affekt {
namespace {

/// Where it holds, the centroid with the upper bound is nearest, in the computed distances too. `limit` is a
/// lower bound on the distance to every other one.
inline Mask surely_nearest(Vec upper, Vec limit, const RoundingMargin& margin) {
  return less(upper * fill(1 + 2 * margin.relative) + fill(4 * margin.absolute), limit);
}

/// The bounds of the rows after the centroids' last move; lists the rows in doubt, counted from `first`.
int64_t loosen_bounds(const HamerlyPass& pass, int64_t first, int64_t last, int32_t* in_doubt) {
  const DensePass& dense = pass.dense;
  int64_t count = 0;
  for (int64_t i = first; i < last; i += kLanes) {
    const Ints label = load(dense.labels + i);
    const Vec upper = (load(dense.upper + i) + gather(pass.drift, label)) * fill(kBoundUp);
    const Vec from_near = load(dense.lower + i) - gather(pass.near_drift, label);
    const Vec from_far = gather(pass.far_distance, label) - upper;
    const Vec lower = min(from_near, from_far) * fill(kBoundDown);
    store(dense.upper + i, upper);
    store(dense.lower + i, lower);
    const Mask sure = surely_nearest(upper, max(lower, gather(pass.half_gap, label)), dense.margin);
    uint32_t doubtful = kAllLanes & ~bits(sure);
    if (last - i < kLanes) doubtful &= (uint32_t{1} << (last - i)) - 1;
    for (; doubtful != 0; doubtful &= doubtful - 1)
      in_doubt[count++] = static_cast<int32_t>(i - first) + __builtin_ctz(doubtful);
  }
  return count;
}

/// Sorts rows by their label: `ordered` holds bucket after bucket, buckets[k] is where that of k ends.
void sort_by_label(const int32_t* labels, const int32_t* rows, int64_t count, int64_t num_clusters,
                   int32_t* buckets, int32_t* ordered) {
  for (int64_t k = 0; k <= num_clusters; ++k) buckets[k] = 0;
  for (int64_t i = 0; i < count; ++i) ++buckets[labels[rows[i]] + 1];
  for (int64_t k = 0; k < num_clusters; ++k) buckets[k + 1] += buckets[k];
  for (int64_t i = 0; i < count; ++i) ordered[buckets[labels[rows[i]]]++] = rows[i];
}

/// The best two centroids of a group of rows so far.
struct GroupSearch {
  Vec best[kGroupVectors], second[kGroupVectors];
  Ints index[kGroupVectors];
};

inline void see_centroid(GroupSearch& search, int v, Vec distance2, int32_t number) {
  const Ints candidate = fill(number);
  const Mask nearer = less(distance2, search.best[v]);
  const Mask equal_but_before =  // the first of equally near ones, though they come in another order
      less(candidate, select(equal(distance2, search.best[v]), search.index[v], fill(int32_t{-1})));
  search.index[v] = select(nearer, candidate, select(equal_but_before, candidate, search.index[v]));
  search.second[v] = min(search.second[v], max(search.best[v], distance2));
  search.best[v] = min(search.best[v], distance2);
}

/// Compares a group of up to kGroupRows rows, all with the centroid `own`, with that and with its neighbours,
/// as far out as one of them could be the nearest or the second. @param rows  counted from `first`
int64_t search_group(const HamerlyPass& pass, int64_t first, const int32_t* rows, int64_t count, int32_t own,
                     float* x, SumChanges* changes) {
  const DensePass& dense = pass.dense;
  const int64_t D = dense.rows.num_columns;
  alignas(64) float lower_in[kGroupRows], upper_out[kGroupRows], lower_out[kGroupRows];
  alignas(64) int32_t label_out[kGroupRows];
  for (int64_t i = 0; i < kGroupRows; ++i) {
    const int64_t row = first + rows[i < count ? i : 0];
    const float* values = dense.rows.rows + row * D;
    for (int64_t j = 0; j < D; ++j) x[j * kGroupRows + i] = values[j];
    lower_in[i] = dense.lower[row];
  }
  const float* own_centroid = dense.centroids + own * D;
  Vec own_distance2[1][kGroupVectors];
  square_distances<kGroupVectors, 1>(x, kGroupRows, &own_centroid, D, own_distance2);

  GroupSearch search;
  Vec upper[kGroupVectors], lower[kGroupVectors];
  Mask sure[kGroupVectors];
  uint32_t doubtful = 0;
  for (int v = 0; v < kGroupVectors; ++v) {
    search.best[v] = own_distance2[0][v];
    search.second[v] = fill(__builtin_inff());
    search.index[v] = fill(own);
    upper[v] = upper_of(own_distance2[0][v], dense.margin);
    lower[v] = load(lower_in + v * kLanes);
    sure[v] = surely_nearest(upper[v], max(lower[v], fill(pass.half_gap[own])), dense.margin);
    doubtful |= kAllLanes & ~bits(sure[v]);
  }
  if (doubtful != 0) {
    const int32_t* neighbours = pass.neighbours + own * pass.neighbour_stride;
    const float* distances = pass.neighbour_distances + own * pass.neighbour_stride;
    float reach = __builtin_inff();  // a centroid so far from `own` is neither nearest nor second for any row
    int64_t seen = 0;
    for (; seen < pass.num_clusters - 1 && distances[seen] < reach; seen += kCentroidsAtOnce) {
      const float* centroids[kCentroidsAtOnce];
      for (int q = 0; q < kCentroidsAtOnce; ++q) centroids[q] = dense.centroids + neighbours[seen + q] * D;
      Vec sum[kCentroidsAtOnce][kGroupVectors];
      square_distances<kGroupVectors, kCentroidsAtOnce>(x, kGroupRows, centroids, D, sum);
      for (int q = 0; q < kCentroidsAtOnce; ++q)
        for (int v = 0; v < kGroupVectors; ++v) see_centroid(search, v, sum[q][v], neighbours[seen + q]);
      reach = 0;
      for (int v = 0; v < kGroupVectors; ++v) {
        const Vec far_enough = upper[v] + upper_of(search.second[v], dense.margin);
        const float largest = largest_of(select(sure[v], fill(0.F), far_enough));
        reach = largest > reach ? largest : reach;
      }
    }
    const Vec unseen = fill(distances[seen]);
    for (int v = 0; v < kGroupVectors; ++v) {
      const Vec found = min(lower_of(search.second[v], dense.margin), (unseen - upper[v]) * fill(kBoundDown));
      lower[v] = select(sure[v], lower[v], found);
      upper[v] = select(sure[v], upper[v], upper_of(search.best[v], dense.margin));
      search.index[v] = select(sure[v], fill(own), search.index[v]);
    }
  }
  for (int v = 0; v < kGroupVectors; ++v) {
    store(upper_out + v * kLanes, upper[v]);
    store(lower_out + v * kLanes, lower[v]);
    store(label_out + v * kLanes, search.index[v]);
  }
  for (int64_t i = 0; i < count; ++i) {
    const int64_t row = first + rows[i];
    dense.upper[row] = upper_out[i];
    dense.lower[row] = lower_out[i];
    if (label_out[i] == own) continue;
    dense.labels[row] = label_out[i];
    move_row(*changes, dense.rows.rows + row * D, D, own, label_out[i]);
    ++changes->num_changed;
  }
  return count;
}

int64_t assign_hamerly(const HamerlyPass& pass, int64_t first_tile, int64_t last_tile,
                       const HamerlyScratch& scratch, SumChanges* changes) {
  const DensePass& dense = pass.dense;
  const int64_t first = first_tile * kTileRows;
  const int64_t end = last_tile * kTileRows, num_rows = dense.rows.num_rows;
  const int64_t last = end < num_rows ? end : num_rows;
  const int64_t count = loosen_bounds(pass, first, last, scratch.failed);
  if (2 * count > last - first) {  // rows in their order are compared much faster than picked ones
    assign_dense<true>(dense, first_tile, last_tile, changes);
    return last - first;
  }
  sort_by_label(dense.labels + first, scratch.failed, count, pass.num_clusters, scratch.buckets,
                scratch.ordered);
  for (int64_t k = 0, begin = 0; k < pass.num_clusters; begin = scratch.buckets[k++])
    for (int64_t i = begin; i < scratch.buckets[k]; i += kGroupRows) {
      const int64_t left = scratch.buckets[k] - i;
      search_group(pass, first, scratch.ordered + i, left < kGroupRows ? left : kGroupRows,
                   static_cast<int32_t>(k), scratch.group, changes);
    }
  return count;
}

/// One vector of rows in Elkan's pass. @param bounds  [K, 32] of its tile, from its first row on
int64_t assign_elkan_rows(const ElkanPass& pass, int64_t first_row, const float* x, float* bounds,
                          SumChanges* changes) {
  const DensePass& dense = pass.dense;
  const int64_t D = dense.rows.num_columns;
  const Ints old_index = load(dense.labels + first_row);
  Ints index = select(less(old_index, fill(int32_t{0})), fill(int32_t{0}), old_index);  // -1: no label yet
  Vec upper = (load(dense.upper + first_row) + gather(pass.drift, index)) * fill(kBoundUp);
  const Vec half_gap = gather(pass.half_gap, index);
  if ((~bits(surely_nearest(upper, half_gap, dense.margin)) & kAllLanes) == 0) {
    store(dense.upper + first_row, upper);
    return 0;
  }
  Vec best = fill(0.F);  // to the row's own centroid, lane by lane
  for (int64_t j = 0; j < D; ++j) {
    int32_t numbers[kLanes];
    store(numbers, index);
    float own[kLanes];
    for (int i = 0; i < kLanes; ++i) own[i] = dense.centroids[numbers[i] * D + j];
    const Vec difference = load(x + j * kTileRows) - load(own);
    best = multiply_add(difference, difference, best);
  }
  upper = upper_of(best, dense.margin);
  int64_t num_computed = kLanes;
  const Mask sure = surely_nearest(upper, half_gap, dense.margin);
  if ((~bits(sure) & kAllLanes) != 0) {
    const Vec limit =
        select(sure, half_gap, fill(-1.F));  // what half_gap said of the centroid that a row began with
    for (int64_t k = 0; k < pass.num_clusters; ++k) {
      const Ints number = fill(static_cast<int32_t>(k));
      float* bound = bounds + k * kTileRows;
      const Vec lower = max(load(bound) - fill(pass.total_drift_up[k]), limit);
      const uint32_t skipped = bits(surely_nearest(upper, lower, dense.margin)) | bits(equal(number, index));
      if ((~skipped & kAllLanes) == 0) continue;
      const float* centroid = dense.centroids + k * D;
      Vec sum[1][1];
      square_distances<1, 1>(x, kTileRows, &centroid, D, sum);
      num_computed += kLanes;
      store(bound, (lower_of(sum[0][0], dense.margin) + fill(pass.total_drift_down[k])) * fill(kBoundDown));
      const Mask nearer = less(sum[0][0], best);
      const Mask equal_but_before = less(number, select(equal(sum[0][0], best), index, fill(int32_t{-1})));
      index = select(nearer, number, select(equal_but_before, number, index));
      best = min(best, sum[0][0]);
      upper = upper_of(best, dense.margin);
    }
  }
  store(dense.upper + first_row, upper);
  write_labels(dense, first_row, index, changes);
  return num_computed;
}

int64_t assign_elkan(const ElkanPass& pass, int64_t first_tile, int64_t last_tile, SumChanges* changes) {
  const int64_t D = pass.dense.rows.num_columns, K = pass.num_clusters;
  int64_t num_computed = 0;
  for (int64_t tile = first_tile; tile < last_tile; ++tile)
    for (int64_t v = 0; v < kTileRows; v += kLanes)
      num_computed +=
          assign_elkan_rows(pass, tile * kTileRows + v, pass.dense.rows.tiles + tile * kTileRows * D + v,
                            pass.bounds + tile * K * kTileRows + v, changes);
  return num_computed;
}

constexpr KmeansLoops kThisFilesLoops = {fill_tiles,    assign,  assign_hamerly, assign_elkan, distances_to,
                                         own_distances, inertia, move_one_row,   potentials,   approach};

}  // namespace
}  // namespace affekt
