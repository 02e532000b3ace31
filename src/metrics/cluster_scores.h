// Scores of a clustering: by the rows themselves (silhouette, Davies-Bouldin, Calinski-Harabasz) and against
// another partition (adjusted Rand index, mutual information, purity).
#pragma once

#include <cstdint>
#include <vector>

namespace affekt {

/// @param rows        [N, D] row-major  @param labels  [N] in 0..K-1
struct ClusteredRows {
  const float* rows = nullptr;
  int64_t num_rows = 0, num_columns = 0;
  const int32_t* labels = nullptr;
  int num_clusters = 0;
};

/// Mean silhouette width (Rousseeuw, 1987), 0 for a row alone in its cluster. At least two clusters with
/// rows; one without rows is as if it were not there, here and below. Exact: O(N^2 D), 10,000 x 9 in about
/// 0.2 s. Equal bits for any thread count. @param num_threads  0: thread_count()
double compute_silhouette(const ClusteredRows& clustered, int num_threads);
/// Silhouette width of each row, [N].
std::vector<float> compute_silhouette_widths(const ClusteredRows& clustered, int num_threads);
/// The same of some rows, each compared with all [N] of them: a random choice of rows gives an unbiased
/// estimate of the mean. O(rows N D). @param rows  indices 0..N-1
std::vector<float> compute_silhouette_widths(const ClusteredRows& clustered, const std::vector<int64_t>& rows,
                                             int num_threads);
/// Davies and Bouldin (1979); lower is better. Clusters of one and the same centroid are not compared with
/// each other, as in scikit-learn.
double compute_davies_bouldin(const ClusteredRows& clustered);
/// Calinski and Harabasz (1974): variance ratio; higher is better. 1 when every row is its cluster's
/// centroid, as in scikit-learn.
double compute_calinski_harabasz(const ClusteredRows& clustered);

/// How two partitions of the same rows agree.
struct PartitionAgreement {
  double adjusted_rand = 0;           // Hubert and Arabie (1985): 1 equal, 0 as by chance
  double normalized_mutual_info = 0;  // arithmetic mean of the entropies (scikit-learn's default), 0..1
  double purity = 0;                  // share of rows in the most frequent class of their cluster
};
/// @param clusters, classes  [N], N > 0, any numbers >= 0
PartitionAgreement compare_partitions(const std::vector<int32_t>& clusters,
                                      const std::vector<int32_t>& classes);

/// Share of a quantity's variance that lies between clusters (eta squared), 0..1; 0 for a quantity without
/// variance. @param values, labels  [N], N > 0, finite
double compute_variance_explained(const std::vector<float>& values, const std::vector<int32_t>& labels,
                                  int num_clusters);

}  // namespace affekt
