// Bounds on distances: only the rows that they leave in doubt are compared with centroids. See
// kmeans_loops.inl.
#include "clustering/kmeans/kmeans_loops.inl"

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
    Vec motion[4];  // drift, near_drift, far_distance, half_gap
    load_records(&pass.motion->drift, dense.labels + i, motion);
    const Vec upper = (load(dense.upper + i) + motion[0]) * fill(kBoundUp);
    const Vec old_lower = load(dense.lower + i);
    const Vec by_place = min(old_lower - motion[1], motion[2] - upper);
    const Vec lower = max(old_lower - fill(pass.largest_drift), by_place) * fill(kBoundDown);
    store(dense.upper + i, upper);
    store(dense.lower + i, lower);
    uint32_t doubtful = kAllLanes & ~bits(surely_nearest(upper, max(lower, motion[3]), dense.margin));
    if (last - i < kLanes) doubtful &= (uint32_t{1} << (last - i)) - 1;
    for (; doubtful != 0; doubtful &= doubtful - 1)
      in_doubt[count++] = static_cast<int32_t>(i - first) + __builtin_ctz(doubtful);
  }
  return count;
}

/// Sorts rows by their label, and those of one label by how far they are from the centroid, roughly.
/// `ordered` holds label after label; buckets[k * kReachLevels - 1] is then where those of the labels before
/// k end.
void sort_rows(const HamerlyPass& pass, int64_t first, int64_t count, const HamerlyScratch& scratch) {
  const int32_t* labels = pass.dense.labels + first;
  const float* upper = pass.dense.upper + first;
  int32_t* buckets = scratch.buckets;
  const int64_t num_buckets = pass.num_clusters * kReachLevels;
  for (int64_t b = 0; b <= num_buckets; ++b) buckets[b] = 0;
  for (int64_t i = 0; i < count; ++i) {
    const int32_t row = scratch.in_doubt[i], label = labels[row];
    const float level = 6 * upper[row] / pass.motion[label].far_distance;
    constexpr auto kLast = static_cast<float>(kReachLevels - 1);
    const int32_t bucket =
        label * static_cast<int32_t>(kReachLevels) + static_cast<int32_t>(level < kLast ? level : kLast);
    scratch.bucket_of[i] = bucket;
    ++buckets[bucket + 1];
  }
  for (int64_t b = 0; b < num_buckets; ++b) buckets[b + 1] += buckets[b];
  for (int64_t i = 0; i < count; ++i) scratch.ordered[buckets[scratch.bucket_of[i]]++] = scratch.in_doubt[i];
  for (int64_t i = 0; i < kGroupRows; ++i) scratch.ordered[count + i] = 0;  // the last group may be filled up
}

/// The best two centroids of a group of rows so far. Centroids come in any order: where two are equally near,
/// `tied` is noted, and the first one is found out afterwards.
struct GroupSearch {
  Vec best[kGroupVectors], second[kGroupVectors];
  Ints index[kGroupVectors];
  uint32_t tied = 0;
};

inline void see_centroid(GroupSearch& search, int v, Vec distance2, int32_t number) {
  search.tied |= bits(equal(distance2, search.best[v])) << (v * kLanes);
  search.index[v] = select(less(distance2, search.best[v]), fill(number), search.index[v]);
  search.second[v] = min(search.second[v], max(search.best[v], distance2));
  search.best[v] = min(search.best[v], distance2);
}

/// The first of equally near centroids.
int32_t find_nearest(const DensePass& dense, const float* row, int64_t num_clusters) {
  const int64_t D = dense.rows.num_columns;
  float least = __builtin_inff();
  int64_t nearest = 0;
  for (int64_t k = 0; k < num_clusters; ++k) {
    const float distance2 = square_distance(row, dense.centroids + k * D, D);
    if (distance2 < least) {
      least = distance2;
      nearest = k;
    }
  }
  return static_cast<int32_t>(nearest);
}

/// Compares a group of up to kGroupRows rows, all with the centroid `own`, with that and with its neighbours,
/// as far out as one of them could be the nearest or the second. @param rows  counted from `first`
int64_t search_group(const HamerlyPass& pass, int64_t first, const int32_t* rows, int64_t count, int32_t own,
                     float* x, SumChanges* changes) {
  const DensePass& dense = pass.dense;
  const int64_t D = dense.rows.num_columns;
  const float* values = dense.rows.rows + first * D;
  // Lanes beyond `count` hold some other row; nothing is made of them.
  Vec lower[kGroupVectors];
  for (int v = 0; v < kGroupVectors; ++v) {
    const Ints row = load(rows + v * kLanes);
    const Ints offset = multiply(row, fill(static_cast<int32_t>(D)));
    for (int64_t j = 0; j < D; ++j) store(x + j * kGroupRows + v * kLanes, gather(values + j, offset));
    lower[v] = gather(dense.lower + first, row);
  }
  const float* own_centroid = dense.centroids + own * D;
  Vec own_distance2[1][kGroupVectors];
  square_distances<kGroupVectors, 1>(x, kGroupRows, &own_centroid, D, own_distance2);

  GroupSearch search;
  Vec upper[kGroupVectors];
  Mask sure[kGroupVectors];
  uint32_t doubtful = 0;
  for (int v = 0; v < kGroupVectors; ++v) {
    search.best[v] = own_distance2[0][v];
    search.second[v] = fill(__builtin_inff());
    search.index[v] = fill(own);
    upper[v] = upper_of(own_distance2[0][v], dense.margin);
    sure[v] = surely_nearest(upper[v], max(lower[v], fill(pass.motion[own].half_gap)), dense.margin);
    doubtful |= (kAllLanes & ~bits(sure[v])) << (v * kLanes);
  }
  doubtful &= (uint32_t{1} << count) - 1;
  if (doubtful != 0) {
    const int32_t* neighbours = pass.neighbours + own * pass.neighbour_stride;
    const float* distances = pass.neighbour_distances + own * pass.neighbour_stride;
    int64_t seen = 0;
    bool more = pass.num_clusters > 1;
    while (more) {
      const float* centroids[kCentroidsAtOnce];
#pragma GCC unroll 8
      for (int q = 0; q < kCentroidsAtOnce; ++q) centroids[q] = dense.centroids + neighbours[seen + q] * D;
      Vec sum[kCentroidsAtOnce][kGroupVectors];
      square_distances<kGroupVectors, kCentroidsAtOnce>(x, kGroupRows, centroids, D, sum);
#pragma GCC unroll 8
      for (int q = 0; q < kCentroidsAtOnce; ++q)
#pragma GCC unroll 8
        for (int v = 0; v < kGroupVectors; ++v) see_centroid(search, v, sum[q][v], neighbours[seen + q]);
      seen += kCentroidsAtOnce;
      if (seen >= pass.num_clusters - 1) break;
      more = false;
      for (int v = 0; v < kGroupVectors; ++v) {
        // No unseen centroid is nearer than this to the row. Enough, if that is farther than the second.
        const Vec nearest = max(fill(0.F), (fill(distances[seen]) - upper[v]) * fill(kBoundDown) -
                                               fill(4 * dense.margin.absolute));
        const Mask enough = less(search.second[v] * fill(1 + 4 * dense.margin.relative), nearest * nearest);
        if ((doubtful >> (v * kLanes) & kAllLanes & ~bits(enough)) != 0) more = true;
      }
    }
    for (int v = 0; v < kGroupVectors; ++v) {
      const Vec found =
          lower_of(search.second[v], dense.margin);  // unseen centroids are farther than the second
      lower[v] = select(sure[v], lower[v], found);
      upper[v] = select(sure[v], upper[v], upper_of(search.best[v], dense.margin));
      search.index[v] = select(sure[v], fill(own), search.index[v]);
    }
  }
  alignas(64) float upper_out[kGroupRows], lower_out[kGroupRows];
  alignas(64) int32_t label_out[kGroupRows];
  for (int v = 0; v < kGroupVectors; ++v) {
    store(upper_out + v * kLanes, upper[v]);
    store(lower_out + v * kLanes, lower[v]);
    store(label_out + v * kLanes, search.index[v]);
  }
  for (int64_t i = 0; i < count; ++i) {
    const int64_t row = first + rows[i];
    dense.upper[row] = upper_out[i];
    dense.lower[row] = lower_out[i];
    int32_t label = label_out[i];
    if ((search.tied >> i & 1) != 0) label = find_nearest(dense, values + rows[i] * D, pass.num_clusters);
    if (label == own) continue;
    dense.labels[row] = label;
    move_row(*changes, values + rows[i] * D, D, own, label);
    ++changes->num_changed;
  }
  return count;
}

int64_t assign_hamerly(const HamerlyPass& pass, int64_t first_tile, int64_t last_tile,
                       const HamerlyScratch& scratch, SumChanges* changes) {
  const DensePass& dense = pass.dense;
  const int64_t first = first_tile * kTileRows;
  const int64_t padded_last = last_tile * kTileRows, num_rows = dense.rows.num_rows;
  const int64_t last = padded_last < num_rows ? padded_last : num_rows;
  const int64_t count = loosen_bounds(pass, first, last, scratch.in_doubt);
  if (static_cast<double>(count) > pass.most_searched * static_cast<double>(last - first)) {
    assign_dense<true>(dense, first_tile, last_tile, changes);
    return last - first;
  }
  sort_rows(pass, first, count, scratch);
  const int64_t D = dense.rows.num_columns;
  const float* values = dense.rows.rows + first * D;
  for (int64_t k = 0, begin = 0; k < pass.num_clusters; ++k) {
    const int64_t end = scratch.buckets[(k + 1) * kReachLevels - 1];
    for (; begin < end; begin += kGroupRows) {
      for (int64_t i = begin + 2 * kGroupRows; i < begin + 3 * kGroupRows; ++i) {
        const float* row = values + scratch.ordered[i < count ? i : 0] * D;
        __builtin_prefetch(row);
        __builtin_prefetch(row + D - 1);
      }
      search_group(pass, first, scratch.ordered + begin, end - begin < kGroupRows ? end - begin : kGroupRows,
                   static_cast<int32_t>(k), scratch.group, changes);
    }
    begin = end;
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
  int32_t numbers[kLanes];
  store(numbers, index);
  Vec motion[4];  // drift, near_drift, far_distance, half_gap
  load_records(&pass.motion->drift, numbers, motion);
  Vec upper = (load(dense.upper + first_row) + motion[0]) * fill(kBoundUp);
  const Vec half_gap = motion[3];
  if ((~bits(surely_nearest(upper, half_gap, dense.margin)) & kAllLanes) == 0) {
    store(dense.upper + first_row, upper);
    return 0;
  }
  Vec best = fill(0.F);  // to the row's own centroid, lane by lane
  for (int64_t j = 0; j < D; ++j) {
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
