#include "metrics/cluster_scores.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/error.h"

// The silhouette is in silhouette.cpp.
namespace affekt {
namespace {

/// The centroids of the clusters that have rows, and how far the rows lie from them.
struct ClusterMoments {
  std::vector<std::vector<double>> centroids;  // [clusters with rows], each [D]
  std::vector<int64_t> sizes;
  std::vector<double> mean_distances;  // of a cluster's rows to its centroid
  double within = 0;                   // sum over all rows of the squared distance to their centroid
};

double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t d = 0; d < a.size(); ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

ClusterMoments compute_moments(const ClusteredRows& clustered) {
  AFFEKT_CHECK(clustered.num_rows > 0 && clustered.num_columns > 0, "there is no row to score");
  const auto num_columns = static_cast<size_t>(clustered.num_columns);
  const auto num_clusters = static_cast<size_t>(clustered.num_clusters);
  std::vector<std::vector<double>> sums(num_clusters, std::vector<double>(num_columns, 0.0));
  std::vector<int64_t> sizes(num_clusters, 0);
  for (int64_t i = 0; i < clustered.num_rows; ++i) {
    const int32_t label = clustered.labels[i];
    AFFEKT_CHECK(label >= 0 && label < clustered.num_clusters, "a label lies outside 0..K-1");
    const float* row = clustered.rows + i * clustered.num_columns;
    std::vector<double>& sum = sums[static_cast<size_t>(label)];
    for (size_t d = 0; d < num_columns; ++d) sum[d] += static_cast<double>(row[d]);
    ++sizes[static_cast<size_t>(label)];
  }
  ClusterMoments moments;
  std::vector<size_t> index_of(num_clusters, 0);  // cluster -> place among those with rows
  for (size_t k = 0; k < num_clusters; ++k) {
    if (sizes[k] == 0) continue;
    for (double& value : sums[k]) value /= static_cast<double>(sizes[k]);
    index_of[k] = moments.centroids.size();
    moments.centroids.push_back(std::move(sums[k]));
    moments.sizes.push_back(sizes[k]);
  }
  AFFEKT_CHECK(moments.centroids.size() >= 2, "the score needs at least two clusters with rows");
  moments.mean_distances.assign(moments.centroids.size(), 0.0);
  for (int64_t i = 0; i < clustered.num_rows; ++i) {
    const size_t k = index_of[static_cast<size_t>(clustered.labels[i])];
    const float* row = clustered.rows + i * clustered.num_columns;
    double square = 0;
    for (size_t d = 0; d < num_columns; ++d) {
      const double difference = static_cast<double>(row[d]) - moments.centroids[k][d];
      square += difference * difference;
    }
    moments.within += square;
    moments.mean_distances[k] += std::sqrt(square);
  }
  for (size_t k = 0; k < moments.sizes.size(); ++k)
    moments.mean_distances[k] /= static_cast<double>(moments.sizes[k]);
  return moments;
}

/// n (n - 1) / 2
int64_t count_pairs(int64_t n) {
  return n * (n - 1) / 2;
}

/// In nats, of a partition with these sizes.
double compute_entropy(const std::map<int32_t, int64_t>& sizes, double n) {
  double entropy = 0;
  for (const auto& entry : sizes) {
    const double share = static_cast<double>(entry.second) / n;
    entropy -= share * std::log(share);
  }
  return entropy;
}

}  // namespace

double compute_davies_bouldin(const ClusteredRows& clustered) {
  const ClusterMoments moments = compute_moments(clustered);
  const size_t num_clusters = moments.centroids.size();
  double sum = 0;
  for (size_t i = 0; i < num_clusters; ++i) {
    double worst = 0;
    for (size_t j = 0; j < num_clusters; ++j) {
      const double apart = std::sqrt(squared_distance(moments.centroids[i], moments.centroids[j]));
      if (j != i && apart > 0)
        worst = std::max(worst, (moments.mean_distances[i] + moments.mean_distances[j]) / apart);
    }
    sum += worst;
  }
  return sum / static_cast<double>(num_clusters);
}

double compute_calinski_harabasz(const ClusteredRows& clustered) {
  const ClusterMoments moments = compute_moments(clustered);
  const auto n = static_cast<double>(clustered.num_rows);
  const auto k = static_cast<double>(moments.centroids.size());
  if (moments.within <= 0) return 1;
  std::vector<double> mean(static_cast<size_t>(clustered.num_columns), 0.0);
  for (size_t c = 0; c < moments.centroids.size(); ++c) {
    for (size_t d = 0; d < mean.size(); ++d)
      mean[d] += static_cast<double>(moments.sizes[c]) / n * moments.centroids[c][d];
  }
  double between = 0;
  for (size_t c = 0; c < moments.centroids.size(); ++c)
    between += static_cast<double>(moments.sizes[c]) * squared_distance(moments.centroids[c], mean);
  return between / (k - 1) / (moments.within / (n - k));
}

PartitionAgreement compare_partitions(const std::vector<int32_t>& clusters,
                                      const std::vector<int32_t>& classes) {
  AFFEKT_CHECK(!clusters.empty() && clusters.size() == classes.size(),
               "two partitions need the same rows, at least one");
  std::map<std::pair<int32_t, int32_t>, int64_t> cells;  // sparse: either side may be as many as rows
  std::map<int32_t, int64_t> cluster_sizes, class_sizes;
  for (size_t i = 0; i < clusters.size(); ++i) {
    AFFEKT_CHECK(clusters[i] >= 0 && classes[i] >= 0, "a label is negative");
    ++cells[{clusters[i], classes[i]}];
  }
  std::map<int32_t, int64_t> largest_cells;  // cluster -> rows in its most frequent class
  for (const auto& [cell, count] : cells) {
    cluster_sizes[cell.first] += count;
    class_sizes[cell.second] += count;
    largest_cells[cell.first] = std::max(largest_cells[cell.first], count);
  }
  const auto num_rows = static_cast<int64_t>(clusters.size());
  const auto n = static_cast<double>(num_rows);

  int64_t pairs_in_both = 0, pairs_in_clusters = 0, pairs_in_classes = 0, num_majority = 0;
  double mutual = 0;
  for (const auto& [cell, count] : cells) {
    pairs_in_both += count_pairs(count);
    const auto joint = static_cast<double>(count);
    mutual += joint / n *
              std::log(joint * n /
                       (static_cast<double>(cluster_sizes[cell.first]) *
                        static_cast<double>(class_sizes[cell.second])));
  }
  for (const auto& entry : cluster_sizes) pairs_in_clusters += count_pairs(entry.second);
  for (const auto& entry : class_sizes) pairs_in_classes += count_pairs(entry.second);
  for (const auto& entry : largest_cells) num_majority += entry.second;

  PartitionAgreement agreement;
  agreement.purity = static_cast<double>(num_majority) / n;
  const auto in_clusters = static_cast<double>(pairs_in_clusters);
  const auto in_classes = static_cast<double>(pairs_in_classes);
  const double expected =
      num_rows > 1 ? in_clusters * in_classes / static_cast<double>(count_pairs(num_rows)) : 0;
  const double best = (in_clusters + in_classes) / 2;
  // Chance agrees as well as can be only when both put all rows together or all apart: then they are equal.
  agreement.adjusted_rand =
      best > expected ? (static_cast<double>(pairs_in_both) - expected) / (best - expected) : 1;
  if (cluster_sizes.size() == 1 && class_sizes.size() == 1) {
    agreement.normalized_mutual_info = 1;
  } else {
    const double entropies = (compute_entropy(cluster_sizes, n) + compute_entropy(class_sizes, n)) / 2;
    agreement.normalized_mutual_info = std::clamp(mutual / entropies, 0.0, 1.0);  // rounding
  }
  return agreement;
}

double compute_variance_explained(const std::vector<float>& values, const std::vector<int32_t>& labels,
                                  int num_clusters) {
  AFFEKT_CHECK(!values.empty() && values.size() == labels.size(), "every value needs a label");
  std::vector<double> sums(static_cast<size_t>(num_clusters), 0.0);
  std::vector<int64_t> sizes(static_cast<size_t>(num_clusters), 0);
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    AFFEKT_CHECK(labels[i] >= 0 && labels[i] < num_clusters, "a label lies outside 0..K-1");
    AFFEKT_CHECK(std::isfinite(values[i]), "a variance needs finite values");
    sums[static_cast<size_t>(labels[i])] += static_cast<double>(values[i]);
    ++sizes[static_cast<size_t>(labels[i])];
    sum += static_cast<double>(values[i]);
  }
  const double mean = sum / static_cast<double>(values.size());
  double total = 0, between = 0;
  for (const float value : values) {
    const double difference = static_cast<double>(value) - mean;
    total += difference * difference;
  }
  for (size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] == 0) continue;
    const double difference = sums[k] / static_cast<double>(sizes[k]) - mean;
    between += static_cast<double>(sizes[k]) * difference * difference;
  }
  return total > 0 ? std::min(between / total, 1.0) : 0;
}

}  // namespace affekt
