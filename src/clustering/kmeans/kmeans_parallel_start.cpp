// k-means||: see kmeans_start.h.
#include <algorithm>
#include <limits>

#include "clustering/kmeans/assignment_step.h"
#include "clustering/kmeans/kmeans_start.h"
#include "core/error.h"
#include "core/process/interrupt.h"

namespace affekt {
namespace {

constexpr int kRounds = 5, kMostRounds = 20;  // more than kRounds only while there are too few candidates

/// Candidates, and for each row the nearest of them.
struct Candidates {
  explicit Candidates(const KmeansRows& rows)
      : closest2(static_cast<size_t>(rows.num_padded_rows()), std::numeric_limits<float>::max()),
        owner(static_cast<size_t>(rows.num_rows()), 0) {}
  std::vector<int64_t> numbers;  // [C], of the rows
  std::vector<float> closest2;   // [32 T]
  std::vector<int64_t> owner;    // [N], index into numbers
};

void add_candidates(const KmeansRows& rows, const std::vector<int64_t>& added, Candidates& candidates) {
  if (added.empty()) return;
  const auto D = static_cast<size_t>(rows.num_columns());
  std::vector<float> centroids;
  centroids.reserve(added.size() * D);
  for (const int64_t row : added)
    centroids.insert(centroids.end(), rows.view().row(row), rows.view().row(row) + D);
  ClusterState state(rows, centroids, static_cast<int64_t>(added.size()));
  std::vector<float> distances2(candidates.closest2.size());
  DensePass pass;
  pass.labels = state.labels.data();
  pass.distances2 = distances2.data();
  assign_every_row(rows, state, pass, nullptr);
  const auto first = static_cast<int64_t>(candidates.numbers.size());
  candidates.numbers.insert(candidates.numbers.end(), added.begin(), added.end());
  for (size_t i = 0; i < candidates.owner.size(); ++i) {
    if (distances2[i] >= candidates.closest2[i]) continue;
    candidates.closest2[i] = distances2[i];
    candidates.owner[i] = first + state.labels[i];
  }
}

/// Each row on its own, with the chance 2 K closest2 / (sum of closest2).
std::vector<int64_t> draw_round(const KmeansRows& rows, const StartOptions& options, int round,
                                const Candidates& candidates) {
  double total = 0;
  for (int64_t i = 0; i < rows.num_rows(); ++i)
    total += static_cast<double>(candidates.closest2[static_cast<size_t>(i)]);
  std::vector<int64_t> drawn;
  if (!(total > 0)) return drawn;
  RandomStream stream(options.seed, "kmeans|| round", options.start_index, static_cast<uint64_t>(round));
  const double factor = 2 * static_cast<double>(options.num_clusters) / total;
  for (int64_t i = 0; i < rows.num_rows(); ++i)
    if (stream.bernoulli(factor * static_cast<double>(candidates.closest2[static_cast<size_t>(i)])))
      drawn.push_back(i);
  return drawn;
}

}  // namespace

std::vector<float> draw_parallel(const KmeansRows& rows, const StartOptions& options) {
  Candidates candidates(rows);
  RandomStream stream(options.seed, "kmeans||", options.start_index);
  add_candidates(rows, {static_cast<int64_t>(stream.below(static_cast<uint64_t>(rows.num_rows())))},
                 candidates);
  for (int round = 0; round < kMostRounds; ++round) {
    if (round >= kRounds && static_cast<int64_t>(candidates.numbers.size()) >= options.num_clusters) break;
    throw_if_interrupted("K-means was interrupted");
    add_candidates(rows, draw_round(rows, options, round, candidates), candidates);
  }
  // Hardly more distinct rows than clusters: there is nothing to save.
  if (static_cast<int64_t>(candidates.numbers.size()) < options.num_clusters)
    return draw_plus_plus(rows, {}, options.num_clusters, stream);

  std::vector<float> weights(candidates.numbers.size(), 0.F), values;
  for (const int64_t owner : candidates.owner) weights[static_cast<size_t>(owner)] += 1;
  for (const int64_t row : candidates.numbers)
    values.insert(values.end(), rows.view().row(row), rows.view().row(row) + rows.num_columns());
  const MatrixView view{values.data(), static_cast<int64_t>(candidates.numbers.size()), rows.num_columns()};
  const KmeansRows drawn(view, rows.num_threads(), rows.loops());
  return draw_plus_plus(drawn, weights, options.num_clusters, stream);
}

}  // namespace affekt
