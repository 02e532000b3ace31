// What a sweep would fail at, found before anything is fitted, and what to set instead.
#include <fmt/format.h>

#include <algorithm>

#include "clustering/sweep/choose_k.h"
#include "clustering/sweep/sweep_samples.h"
#include "core/error.h"

namespace affekt {
namespace {

void check_options(const SweepOptions& options) {
  AFFEKT_CHECK(options.kmeans.initial_centroids.empty(), "a sweep draws its starts");
  AFFEKT_CHECK(options.silhouette_rows >= 2, "a silhouette needs at least two rows");
  if (options.k_min < 2 || options.k_min > options.k_max)
    throw ConfigError(fmt::format("model.kmeans.sweep: expected 2 <= k_min <= k_max, got {} and {}",
                                  options.k_min, options.k_max));
  if (options.rule == "gap" && options.gap_references < 1)
    throw ConfigError("model.kmeans.sweep.rule: gap needs gap_references of at least 1, got 0");
  if (options.rule == "stable_silhouette" && options.stability_rounds < 1)
    throw ConfigError(
        "model.kmeans.sweep.rule: stable_silhouette needs stability_rounds of at least 1, got 0");
}

/// The largest k that can be fitted, and why no larger one.
struct LargestK {
  int64_t k = 0;
  std::string reason;

  void lower(int64_t to, const std::string& why) {
    if (to >= k) return;
    k = to;
    reason = why;
  }
  void lower_to_distinct(MatrixView rows, const std::string& of_what) {
    const int64_t count = count_distinct_rows(rows, k);
    lower(count, fmt::format("only {} of {} differ from each other", count, of_what));
  }
};

/// Every draw that the sweep will make is looked at.
void lower_to_draws(MatrixView rows, const SweepOptions& options, LargestK& largest) {
  const uint64_t seed = options.kmeans.seed;
  for (uint64_t b = 0; b < static_cast<uint64_t>(options.gap_references); ++b)
    largest.lower_to_distinct(permute_columns(rows, seed, b).view(),
                              fmt::format("the {} songs with permuted features", rows.num_rows));
  for (uint64_t i = 0; i < 2 * static_cast<uint64_t>(options.stability_rounds); ++i)
    largest.lower_to_distinct(draw_bootstrap_sample(rows, seed, i).view(),
                              fmt::format("a bootstrap sample of the {} songs", rows.num_rows));
}

/// What makes the sweep possible, in words.
/// @param of_songs  the largest k without draws  @param of_all  and with them
std::string advise(const SweepOptions& options, int64_t of_songs, int64_t of_all, int64_t num_distinct) {
  const auto name_range = [&](int64_t k) {
    return fmt::format("{} to at most {}", options.k_min <= k ? "k_max" : "k_min and k_max", k);
  };
  if (of_all >= 2) return "lower " + name_range(of_all);
  if (of_songs >= 2)
    return fmt::format("set gap_references: 0, stability_rounds: 0 and rule: silhouette, and lower {}",
                       name_range(of_songs));
  return fmt::format("set model.kmeans.sweep.enabled: false and model.kmeans.num_clusters: {}", num_distinct);
}

}  // namespace

void check_sweep(MatrixView rows, const SweepOptions& options) {
  check_options(options);
  constexpr int64_t kPlenty = 4;  // so many times k_max distinct rows, and no draw can be short of them
  const int64_t num_distinct = count_distinct_rows(rows, kPlenty * options.k_max);
  LargestK largest{options.k_max, ""};
  largest.lower_to_distinct(rows, fmt::format("the {} songs", rows.num_rows));
  largest.lower(rows.num_rows - 1,
                fmt::format("there are {} songs, and a silhouette needs fewer clusters", rows.num_rows));
  const int64_t of_songs = largest.k;
  if (num_distinct < kPlenty * options.k_max) lower_to_draws(rows, options, largest);
  if (largest.k == options.k_max) return;
  throw DataError(fmt::format("model.kmeans.sweep.k_max: {} clusters can't be tried, {}; {}", options.k_max,
                              largest.reason, advise(options, of_songs, largest.k, num_distinct)));
}

}  // namespace affekt
