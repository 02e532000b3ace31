#include "clustering/kmeans/kmeans_start.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/process/interrupt.h"

namespace affekt {
namespace {

/// Squared distances to the nearest centroid so far, and their weighted sums: what rows are drawn by.
class Potential {
 public:
  Potential(const KmeansRows& rows, const std::vector<float>& weights, int64_t num_candidates)
      : rows_(rows),
        num_padded_((num_candidates + kCentroidsAtOnce - 1) / kCentroidsAtOnce * kCentroidsAtOnce),
        closest2_(static_cast<size_t>(rows.num_padded_rows()), std::numeric_limits<float>::max()),
        weights_(closest2_.size(), 0.F),
        candidates_(static_cast<size_t>(num_padded_ * rows.num_columns())),
        sums_(static_cast<size_t>(rows.num_blocks() * num_padded_)),
        block_sums_(static_cast<size_t>(rows.num_blocks())) {
    if (weights.empty()) {
      std::fill(weights_.begin(), weights_.begin() + rows.num_rows(), 1.F);
    } else {
      AFFEKT_CHECK(static_cast<int64_t>(weights.size()) == rows.num_rows(), "a weight for each row");
      std::copy(weights.begin(), weights.end(), weights_.begin());
    }
    for (int64_t i = 0; i < rows.num_rows(); ++i)
      closest2_[static_cast<size_t>(i)] = 1;  // drawn by weight alone
    for (int64_t block = 0; block < rows.num_blocks(); ++block)
      for (int64_t i = first_row(block); i < last_row(block); ++i)
        block_sums_[static_cast<size_t>(block)] += share(i);
  }

  /// A row, with a chance proportional to weight * closest2.
  int64_t draw(RandomStream& stream) const {
    double total = 0;
    for (const double sum : block_sums_) total += sum;
    if (!(total > 0)) return static_cast<int64_t>(stream.below(static_cast<uint64_t>(rows_.num_rows())));
    double target = stream.uniform() * total;
    int64_t block = 0, last_possible = -1;
    for (; block < rows_.num_blocks() - 1 && target >= block_sums_[static_cast<size_t>(block)]; ++block)
      target -= block_sums_[static_cast<size_t>(block)];
    // The block's sum was added up in another order, so that the target may lie just beyond its last row.
    for (; block >= 0 && last_possible < 0; --block)
      for (int64_t i = first_row(block); i < last_row(block); ++i) {
        if (share(i) <= 0) continue;
        last_possible = i;
        target -= share(i);
        if (target < 0) return i;
      }
    AFFEKT_CHECK(last_possible >= 0, "the sum of the shares is positive");
    return last_possible;
  }

  /// The candidate row that leaves the least potential; it becomes a centroid. @param first  forget former
  /// ones
  int64_t take_best(const std::vector<int64_t>& candidates, bool first) {
    const int64_t D = rows_.num_columns();
    if (first) std::fill(closest2_.begin(), closest2_.end(), std::numeric_limits<float>::max());
    std::fill(candidates_.begin(), candidates_.end(), std::numeric_limits<float>::infinity());
    for (size_t c = 0; c < candidates.size(); ++c)
      std::copy_n(rows_.view().row(candidates[c]), D, candidates_.begin() + static_cast<int64_t>(c) * D);
#pragma omp parallel for schedule(dynamic) num_threads(rows_.num_threads())
    for (int64_t block = 0; block < rows_.num_blocks(); ++block)
      rows_.loops().potentials(rows_.tiled(), candidates_.data(), num_padded_, closest2_.data(),
                               weights_.data(), rows_.block_begin(block), rows_.block_end(block),
                               sums_.data() + block * num_padded_);
    size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (size_t c = 0; c < candidates.size(); ++c) {
      double sum = 0;
      for (int64_t block = 0; block < rows_.num_blocks(); ++block)
        sum += sums_[static_cast<size_t>(block * num_padded_) + c];
      if (sum < least) {
        least = sum;
        best = c;
      }
    }
    for (int64_t block = 0; block < rows_.num_blocks(); ++block)
      block_sums_[static_cast<size_t>(block)] = sums_[static_cast<size_t>(block * num_padded_) + best];
    const float* chosen = rows_.view().row(candidates[best]);
#pragma omp parallel for schedule(dynamic) num_threads(rows_.num_threads())
    for (int64_t block = 0; block < rows_.num_blocks(); ++block)
      rows_.loops().approach(rows_.tiled(), chosen, rows_.block_begin(block), rows_.block_end(block),
                             closest2_.data());
    return candidates[best];
  }

 private:
  int64_t first_row(int64_t block) const {
    return rows_.block_begin(block) * kTileRows;
  }
  int64_t last_row(int64_t block) const {
    return std::min(rows_.num_rows(), rows_.block_end(block) * kTileRows);
  }
  double share(int64_t row) const {
    const auto i = static_cast<size_t>(row);
    return static_cast<double>(closest2_[i] * weights_[i]);
  }

  const KmeansRows& rows_;
  int64_t num_padded_;
  std::vector<float> closest2_, weights_;  // [32 T]
  std::vector<float> candidates_;          // [Cp, D]
  std::vector<double> sums_;               // [blocks, Cp]
  std::vector<double> block_sums_;         // [blocks]
};

}  // namespace

std::vector<float> draw_start(const KmeansRows& rows, const StartOptions& options) {
  if (options.method == "kmeans++") {
    RandomStream stream(options.seed, "kmeans++", options.start_index);
    return draw_plus_plus(rows, {}, options.num_clusters, stream);
  }
  if (options.method == "kmeans||") return draw_parallel(rows, options);
  throw ConfigError(fmt::format("K-means: start '{}': expected kmeans++ or kmeans||", options.method));
}

std::vector<float> draw_plus_plus(const KmeansRows& rows, const std::vector<float>& weights,
                                  int64_t num_clusters, RandomStream& stream) {
  const auto num_candidates = 2 + static_cast<int64_t>(std::log(static_cast<double>(num_clusters)));
  Potential potential(rows, weights, num_candidates);
  std::vector<float> start;
  start.reserve(static_cast<size_t>(num_clusters * rows.num_columns()));
  std::vector<int64_t> candidates = {potential.draw(stream)};
  for (int64_t k = 0; k < num_clusters; ++k) {
    throw_if_interrupted("K-means was interrupted");
    if (k > 0) {
      candidates.resize(static_cast<size_t>(num_candidates));
      for (int64_t& candidate : candidates) candidate = potential.draw(stream);
    }
    const float* row = rows.view().row(potential.take_best(candidates, k == 0));
    start.insert(start.end(), row, row + rows.num_columns());
  }
  return start;
}

}  // namespace affekt
