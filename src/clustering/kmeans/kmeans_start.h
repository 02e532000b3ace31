// Where K-means starts: centroids drawn from the rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans_rows.h"
#include "core/random_stream.h"

namespace affekt {

struct StartOptions {
  int64_t num_clusters = 8;
  std::string method = "kmeans++";  // kmeans++ | kmeans||
  uint64_t seed = 1;
  uint64_t start_index = 0;  // draws of different starts are independent
};

/// @returns  [K, D]  @throws ConfigError: another method
std::vector<float> draw_start(const KmeansRows& rows, const StartOptions& options);

/// Greedy k-means++ (Arthur and Vassilvitskii, 2007): each next centroid is the best of 2 + ln K rows, drawn
/// with a chance that is proportional to weight and squared distance to the nearest centroid so far.
/// @param weights  [N], not negative; empty: all 1  @returns  [K, D]
std::vector<float> draw_plus_plus(const KmeansRows& rows, const std::vector<float>& weights,
                                  int64_t num_clusters, RandomStream& stream);

/// k-means|| (Bahmani et al., 2012): five rounds that take about 2 K rows each, independently of each other;
/// out of these, weighted by the rows nearest to them, k-means++ draws the start. Fewer passes over the rows
/// than k-means++ where there are many clusters.
/// @returns  [K, D]
std::vector<float> draw_parallel(const KmeansRows& rows, const StartOptions& options);

}  // namespace affekt
