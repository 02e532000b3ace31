// The fits of a sweep over k: scores, gap statistic, stability.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "clustering/sweep/choose_k.h"
#include "clustering/sweep/sweep_samples.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/random_stream.h"
#include "metrics/cluster_scores.h"

namespace affekt {
namespace {

using Labels = std::vector<int32_t>;

/// Adds the time until its end to a number of seconds.
class Stopwatch {
 public:
  explicit Stopwatch(double& seconds) : seconds_(seconds), start_(std::chrono::steady_clock::now()) {}
  ~Stopwatch() {
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_;
};

/// What one kind of stability is after some rounds.
class RandMean {
 public:
  void add(const Labels& first, const Labels& second) {
    const double ari = compare_partitions(first, second).adjusted_rand;
    sum_ += ari;
    min_ = count_ == 0 ? ari : std::min(min_, ari);
    ++count_;
  }
  double mean() const { return sum_ / static_cast<double>(count_); }
  double min() const { return min_; }

 private:
  double sum_ = 0, min_ = 0;
  int64_t count_ = 0;
};

class SweepMaker {
 public:
  SweepMaker(MatrixView rows, const SweepOptions& options)
      : rows_(rows),
        options_(options),
        num_k_(static_cast<size_t>(options.k_max - options.k_min + 1)),
        progress_("Choosing k", count_fits(), "fits") {
    sweep_.points.resize(num_k_);
    for (size_t i = 0; i < num_k_; ++i) sweep_.points[i].k = options.k_min + static_cast<int64_t>(i);
  }

  Sweep make() {
    score_fits();
    if (options_.gap_references > 0) compute_gaps();
    if (options_.stability_rounds > 0) {
      compare_seeds();
      compare_bootstrap_samples();
    }
    progress_.finish();
    choose_k(sweep_, options_.rule, options_.min_stability);
    return std::move(sweep_);
  }

 private:
  int64_t count_fits() const {
    const int64_t gap = options_.gap_references > 0 ? 1 + options_.gap_references : 0;
    return static_cast<int64_t>(num_k_) * (1 + gap + 4 * options_.stability_rounds);
  }

  uint64_t seed() const { return options_.kmeans.seed; }

  KmeansResult fit(MatrixView rows, int64_t k, int64_t num_starts, uint64_t fit_seed) {
    throw_if_interrupted("the choice of k");
    KmeansOptions options = options_.kmeans;
    options.num_clusters = k;
    options.num_starts = num_starts;
    options.seed = fit_seed;
    progress_.set_note(fmt::format("k = {}", k));
    KmeansResult result = fit_kmeans(rows, options);
    progress_.advance();
    return result;
  }

  /// A fit for stability or gap, with a seed of its own.
  KmeansResult fit_anew(MatrixView rows, int64_t k, const char* purpose, uint64_t index) {
    const int64_t num_starts = std::min(kSweepStarts, options_.kmeans.num_starts);
    return fit(rows, k, num_starts, derive_key(seed(), purpose, static_cast<uint64_t>(k), index));
  }

  /// The rows that the silhouette is computed on: all of them, or a sample, ascending.
  std::vector<int64_t> draw_silhouette_rows() {
    RandomStream stream(seed(), "silhouette_rows");
    std::vector<int64_t> indices = draw_permutation(stream, rows_.num_rows);
    indices.resize(static_cast<size_t>(options_.silhouette_rows));
    std::sort(indices.begin(), indices.end());
    return indices;
  }

  void score_fits() {
    sweep_.silhouette_is_sampled = rows_.num_rows > options_.silhouette_rows;
    sweep_.silhouette_rows = std::min(rows_.num_rows, options_.silhouette_rows);
    std::vector<int64_t> sampled;
    OwnedRows sample;
    if (sweep_.silhouette_is_sampled) {
      sampled = draw_silhouette_rows();
      sample = gather_rows(rows_, sampled);
    }
    for (SweepPoint& point : sweep_.points) {
      const Stopwatch stopwatch(point.seconds);
      const KmeansResult result = fit(rows_, point.k, options_.kmeans.num_starts, seed());
      const ClusteredRows all{rows_.data, rows_.num_rows, rows_.num_columns, result.labels.data(),
                              static_cast<int>(point.k)};
      point.inertia = result.inertia;
      point.davies_bouldin = compute_davies_bouldin(all);
      point.calinski_harabasz = compute_calinski_harabasz(all);
      point.smallest_share =
          static_cast<double>(*std::min_element(result.sizes.begin(), result.sizes.end())) /
          static_cast<double>(rows_.num_rows);
      Labels labels;  // of the sample
      for (const int64_t i : sampled) labels.push_back(result.labels[static_cast<size_t>(i)]);
      point.silhouette = sweep_.silhouette_is_sampled ? score_sample(sample.view(), labels, point.k)
                                                      : compute_silhouette(all, options_.kmeans.num_threads);
    }
  }

  double score_sample(MatrixView sample, const Labels& labels, int64_t k) const {
    const bool one_cluster =
        std::all_of(labels.begin(), labels.end(), [&](int32_t label) { return label == labels.front(); });
    if (one_cluster) return 0;  // a sample that meets one cluster only says nothing
    return compute_silhouette(
        {sample.data, sample.num_rows, sample.num_columns, labels.data(), static_cast<int>(k)},
        options_.kmeans.num_threads);
  }

  void compute_gaps() {
    // As many clusters as distinct rows leave no distance, which has no logarithm.
    const auto log_inertia = [](const KmeansResult& result) {
      return std::log(std::max(result.inertia, std::numeric_limits<double>::min()));
    };
    const auto num_references = static_cast<size_t>(options_.gap_references);
    std::vector<std::vector<double>> references(num_k_);  // [k][reference], log inertia
    for (size_t b = 0; b < num_references; ++b) {
      const OwnedRows permuted = permute_columns(rows_, seed(), b);
      for (size_t i = 0; i < num_k_; ++i) {
        const Stopwatch stopwatch(sweep_.points[i].seconds);
        references[i].push_back(
            log_inertia(fit_anew(permuted.view(), sweep_.points[i].k, "gap_reference", b)));
      }
    }
    for (size_t i = 0; i < num_k_; ++i) {
      SweepPoint& point = sweep_.points[i];
      const Stopwatch stopwatch(point.seconds);
      const double own = log_inertia(fit_anew(rows_, point.k, "gap_features", 0));
      const auto count = static_cast<double>(num_references);
      double mean = 0, squares = 0;
      for (const double reference : references[i]) mean += reference / count;
      for (const double reference : references[i]) squares += (reference - mean) * (reference - mean);
      point.gap = mean - own;
      point.gap_deviation = std::sqrt(squares / count) * std::sqrt(1 + 1 / count);
    }
  }

  void compare_seeds() {
    for (SweepPoint& point : sweep_.points) {
      const Stopwatch stopwatch(point.seconds);
      RandMean agreement;
      for (uint64_t round = 0; round < static_cast<uint64_t>(options_.stability_rounds); ++round) {
        const Labels first = fit_anew(rows_, point.k, "stability_seed", 2 * round).labels;
        agreement.add(first, fit_anew(rows_, point.k, "stability_seed", 2 * round + 1).labels);
      }
      point.seed_ari = agreement.mean();
      point.seed_ari_min = agreement.min();
    }
  }

  /// Fits a bootstrap sample and gives every row, drawn or not, to the nearest of its centroids.
  Labels label_by_sample(const OwnedRows& sample, int64_t k, uint64_t index) {
    const KmeansResult result = fit_anew(sample.view(), k, "stability_bootstrap_fit", index);
    return assign_rows(rows_, {result.centroids.data(), k, rows_.num_columns}, options_.kmeans.num_threads)
        .labels;
  }

  void compare_bootstrap_samples() {
    std::vector<RandMean> agreements(num_k_);
    for (uint64_t round = 0; round < static_cast<uint64_t>(options_.stability_rounds); ++round) {
      const OwnedRows first = draw_bootstrap_sample(rows_, seed(), 2 * round);
      const OwnedRows second = draw_bootstrap_sample(rows_, seed(), 2 * round + 1);
      for (size_t i = 0; i < num_k_; ++i) {
        const Stopwatch stopwatch(sweep_.points[i].seconds);
        const int64_t k = sweep_.points[i].k;
        const Labels labels = label_by_sample(first, k, 2 * round);
        agreements[i].add(labels, label_by_sample(second, k, 2 * round + 1));
      }
    }
    for (size_t i = 0; i < num_k_; ++i) {
      sweep_.points[i].bootstrap_ari = agreements[i].mean();
      sweep_.points[i].bootstrap_ari_min = agreements[i].min();
    }
  }

  MatrixView rows_;
  const SweepOptions& options_;
  size_t num_k_;
  ProgressBar progress_;
  Sweep sweep_;
};

}  // namespace

Sweep sweep_k(MatrixView rows, const SweepOptions& options) {
  check_sweep(rows, options);
  return SweepMaker(rows, options).make();
}

}  // namespace affekt
