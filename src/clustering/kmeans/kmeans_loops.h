// The inner loops of K-means, built for three instruction sets of which one is chosen when the program runs.
//
// Every squared distance of the clustering room is computed here, in one arithmetic: float32, the columns in
// order, sum = fma(x - c, x - c, sum). So all algorithms see the same distances to the bit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

constexpr int64_t kTileRows = 32;    // rows of a tile: side by side, column after column
constexpr int64_t kGroupRows = 16;   // rows that are gathered for a search among neighbours
constexpr int64_t kReachLevels = 8;  // rows of a centroid are searched together with those of like distance
constexpr int64_t kCentroidsAtOnce = 4;       // centroids are padded with infinite ones to a multiple of this
constexpr float kBoundUp = 1 + 0x1.0p-22F;    // rounds a sum of two float32 up, whatever its own rounding
constexpr float kBoundDown = 1 - 0x1.0p-22F;  // and down

/// The rows in two layouts: for one row, and for many at once.
struct TiledRows {
  const float* rows = nullptr;   // [N, D]
  const float* tiles = nullptr;  // [T, D, 32]; the last tile repeats the last row
  int64_t num_rows = 0, num_columns = 0, num_tiles = 0;
};

/// What one thread changes of the clusters' sums: 64-bit integers in the fixed point of centroid_sums.h.
struct SumChanges {
  const double* scale = nullptr;  // [D], powers of two
  double low_scale = 0;      // 0: one integer a sum; else what remains of a value times this is the second
  int64_t* sums = nullptr;   // [K, 1 or 2, D]
  int64_t* sizes = nullptr;  // [K]
  int64_t num_changed = 0;
};

/// How far a computed distance may be from the real one. See KmeansLoops.
struct RoundingMargin {
  float relative = 0;  // of a distance (not of its square)
  float absolute = 0;
};

/// Every row against every centroid.
struct DensePass {
  TiledRows rows;
  const float* centroids = nullptr;  // [Kp + 1, D]; rows K..Kp are infinite
  int64_t num_padded = 0;            // Kp, a multiple of kCentroidsAtOnce
  int32_t* labels = nullptr;         // [32 T], in: the labels before, -1: none; out: the nearest
  float* distances2 = nullptr;       // [32 T], optional
  float* upper = nullptr;            // [32 T], optional: at least the real distance to the nearest centroid
  float* lower = nullptr;            // [32 T], with upper: at most the real distance to any other
  RoundingMargin margin;
};

/// What the bounds of a cluster's rows need to know of it.
struct ClusterMotion {
  float drift = 0;         // at least how far the centroid has moved since the last assignment
  float near_drift = 0;    // at least how far any of its nearer neighbours has
  float far_distance = 0;  // at most the distance to any neighbour that isn't among those
  float half_gap = 0;      // at most half the distance to the nearest other centroid
};

/// Only the rows whose bounds (Hamerly, 2010) leave a doubt, against the neighbours of their centroid.
struct HamerlyPass {
  DensePass dense;                        // with bounds, of the iteration before
  int64_t num_clusters = 0;               // K
  const ClusterMotion* motion = nullptr;  // [K]
  float largest_drift = 0;                // of all centroids
  double most_searched =
      1;  // share of a range's rows: more in doubt, and all are compared with all centroids
  const int32_t* neighbours = nullptr;  // [K, stride], the other centroids by distance, then padding: Kp
  const float* neighbour_distances =
      nullptr;  // [K, stride], at most the real ones, ascending; padding: infinite
  int64_t neighbour_stride = 0;
};

/// Buffers of one thread.
struct HamerlyScratch {
  int32_t* in_doubt = nullptr;   // [rows of the range]
  int32_t* ordered = nullptr;    // [rows of the range + kGroupRows]
  int32_t* bucket_of = nullptr;  // [rows of the range]
  int32_t* buckets = nullptr;    // [K * kReachLevels + 1]
  float* group = nullptr;        // [D, kGroupRows]
};

/// A lower bound for every row and centroid (Elkan, 2003; without the distances between centroids but for the
/// nearest one, as Newling and Fleuret, 2016).
struct ElkanPass {
  DensePass dense;           // with upper, without lower
  int64_t num_clusters = 0;  // K
  float* bounds = nullptr;   // [T, K, 32], a distance's lower bound plus total_drift_down of its time
  const ClusterMotion* motion = nullptr;    // [K], drift and half_gap
  const float* total_drift_up = nullptr;    // [K], a centroid's whole way since the beginning, rounded up
  const float* total_drift_down = nullptr;  // [K], and down
};

/// What one block of rows tells of each column, lane by lane so that it vectorizes. Set up by the caller.
struct ColumnSummary {
  float *lowest = nullptr, *highest = nullptr;  // [D, 32]
  double *sum = nullptr, *sum2 = nullptr;       // [D, 8], of x - origin and its square
  int64_t* exponents = nullptr;    // [D], sum of the biased binary exponents of the values that aren't zero
  int64_t* num_nonzero = nullptr;  // [D], of both, padding rows too
  int32_t not_finite = 0;          // 1: an infinity or NaN is among the values
};

/// Margins: with g = (D + 3) 2^-24, a computed square f of a real distance d has (1 - g) d^2 - e <= f <= (1 +
/// g) d^2 + e, where e is underflow. `margin_for` gives bounds that hold for both with room for their own
/// rounding.
struct KmeansLoops {
  /// Rows into tiles, first_tile..last_tile-1, and their summary. @param origin  [D]
  void (*fill_tiles)(const TiledRows& rows, float* tiles, int64_t first_tile, int64_t last_tile,
                     const float* origin, ColumnSummary* summary);
  void (*assign)(const DensePass& pass, int64_t first_tile, int64_t last_tile, SumChanges* changes);
  /// @returns rows that were searched
  int64_t (*assign_hamerly)(const HamerlyPass& pass, int64_t first_tile, int64_t last_tile,
                            const HamerlyScratch& scratch, SumChanges* changes);
  /// @returns distances computed
  int64_t (*assign_elkan)(const ElkanPass& pass, int64_t first_tile, int64_t last_tile, SumChanges* changes);
  /// f of every row of the tiles to one centroid. @param distances2  [32 T], out
  void (*distances_to)(const TiledRows& rows, const float* centroid, float* distances2);
  /// f of rows first..last-1 to their own centroids. @param distances2  [N], out
  void (*own_distances)(const TiledRows& rows, const float* centroids, const int32_t* labels, int64_t first,
                        int64_t last, float* distances2);
  /// Sum of the squared distances of rows first..last-1 to their own centroids, in double throughout.
  double (*inertia)(const TiledRows& rows, const float* centroids, const int32_t* labels, int64_t first,
                    int64_t last);
  void (*move_row)(const SumChanges& changes, const float* row, int64_t num_columns, int32_t from,
                   int32_t to);
  /// For each candidate, the sum over the rows of weight * min(closest2, f). @param candidates  [Cp, D],
  /// padded as centroids are  @param weights  [32 T], 0 for padding rows  @param sums  [Cp], out
  void (*potentials)(const TiledRows& rows, const float* candidates, int64_t num_padded,
                     const float* closest2, const float* weights, int64_t first_tile, int64_t last_tile,
                     double* sums);
  /// closest2 = min(closest2, f to the centroid). @param closest2  [32 T]
  void (*approach)(const TiledRows& rows, const float* centroid, int64_t first_tile, int64_t last_tile,
                   float* closest2);
};

extern const KmeansLoops kKmeansLoopsBaseline, kKmeansLoopsAvx2, kKmeansLoopsAvx512;

/// The best that this machine can run.
const KmeansLoops& kmeans_loops();
/// "avx512", "avx2" or "baseline": what kmeans_loops() chose.
std::string kmeans_instruction_set();
/// All that this machine can run, the best last: what the tests compare.
std::vector<const KmeansLoops*> list_kmeans_loops();

RoundingMargin margin_for(int64_t num_columns);

}  // namespace affekt
