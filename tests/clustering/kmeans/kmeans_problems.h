// Rows to cluster, made for tests.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans.h"
#include "core/random_stream.h"

namespace affekt::testing_support {

struct Problem {
  std::string name;
  int64_t num_columns = 0, num_clusters = 0;
  std::vector<float> values;  // [N, D]
  std::vector<float> start;   // [K, D]
  MatrixView rows() const {
    return {values.data(), static_cast<int64_t>(values.size()) / num_columns, num_columns};
  }
  /// The first K rows.
  void start_from_first_rows() { start.assign(values.begin(), values.begin() + num_clusters * num_columns); }
};

/// Normal clouds about random centres.
inline Problem draw_clouds(uint64_t seed, int64_t num_rows, int64_t num_columns, int64_t num_clusters,
                           double spread = 0.3) {
  RandomStream stream(seed, "clouds");
  Problem problem;
  problem.num_columns = num_columns;
  problem.num_clusters = num_clusters;
  std::vector<double> centres(static_cast<size_t>(num_clusters * num_columns));
  for (double& value : centres) value = stream.uniform(-1, 1);
  for (int64_t i = 0; i < num_rows; ++i) {
    const auto cloud = static_cast<int64_t>(stream.below(static_cast<uint64_t>(num_clusters)));
    for (int64_t j = 0; j < num_columns; ++j)
      problem.values.push_back(static_cast<float>(centres[static_cast<size_t>(cloud * num_columns + j)] +
                                                  spread * stream.normal()));
  }
  problem.start_from_first_rows();
  return problem;
}

/// The matrix of tests/golden/make_kmeans.py.
inline Problem golden_problem() {
  const auto noise = [](int64_t i) {
    return static_cast<double>((i * 1103515245 + 12345) % (int64_t{1} << 31)) / 2147483648.0 - 0.5;
  };
  Problem problem;
  problem.num_columns = 8;
  problem.num_clusters = 12;
  for (int64_t i = 0; i < 3000; ++i)
    for (int64_t j = 0; j < 8; ++j)
      problem.values.push_back(static_cast<float>(noise(i * 8 + j) + 1.5 * noise(7 + i % 12 * 8 + j)));
  problem.start_from_first_rows();
  return problem;
}

/// Nearest centroid in double, the first of equally near ones: plain loops that share nothing with the
/// library.
inline int32_t nearest_centroid(const float* row, const std::vector<float>& centroids, int64_t num_columns) {
  int32_t best = 0;
  double least = HUGE_VAL;
  for (size_t k = 0; k * static_cast<size_t>(num_columns) < centroids.size(); ++k) {
    double sum = 0;
    for (int64_t j = 0; j < num_columns; ++j) {
      const double difference =
          static_cast<double>(row[j]) -
          static_cast<double>(centroids[k * static_cast<size_t>(num_columns) + static_cast<size_t>(j)]);
      sum += difference * difference;
    }
    if (sum < least) {
      least = sum;
      best = static_cast<int32_t>(k);
    }
  }
  return best;
}

}  // namespace affekt::testing_support
