// How many clusters: one fit for each k, its scores, and the rule that chooses.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans.h"

namespace affekt {

struct SweepOptions {
  int64_t k_min = 2, k_max = 16;
  /// num_clusters is set by the sweep. The fit of each k is fit_kmeans with these options, so its centroids
  /// are those of a later fit. Fits for stability and gap only have kSweepStarts starts (or num_starts, if
  /// fewer), for their number.
  KmeansOptions kmeans;
  int64_t silhouette_rows = 10000;  // exact up to so many rows, on a random sample of so many beyond
  int64_t gap_references = 5;       // permuted copies of the features (each column on its own); 0: no gap
  int64_t stability_rounds = 5;     // pairs of seeds, and of bootstrap samples; 0: no stability
  std::string rule = "stable_silhouette";  // stable_silhouette | silhouette | gap: see choose
  double min_stability = 0.8;              // stable_silhouette: mean ARI of both kinds a k must have
};

/// Starts of each fit that is made for stability or gap. The gap statistic fits the features themselves anew
/// with as many, so that they and their permuted copies get the same effort.
constexpr int64_t kSweepStarts = 2;

struct SweepPoint {
  int64_t k = 0;
  double inertia = 0, silhouette = 0, davies_bouldin = 0, calinski_harabasz = 0;
  double gap = 0, gap_deviation = 0;  // Tibshirani et al. (2001): mean of log(reference) - log(inertia), s_k
  double seed_ari = 0, seed_ari_min = 0;            // adjusted Rand index between fits of different seeds
  double bootstrap_ari = 0, bootstrap_ari_min = 0;  // between fits to bootstrap samples, on all rows
  double smallest_share = 0;                        // of the rows, in the smallest cluster
  double seconds = 0;                               // not in the JSON: reports must be reproducible
};

struct Sweep {
  std::vector<SweepPoint> points;  // ascending k
  int64_t chosen_k = 0;
  std::string rule;
  std::string reason;  // a sentence for the report, with the figures that decided
  bool silhouette_is_sampled = false;
  int64_t silhouette_rows = 0;
};

/// Refuses what sweep_k would refuse, sooner or later, before anything is fitted: a sample that it will draw
/// may have fewer distinct rows than the features themselves.
/// @throws ConfigError: k_min > k_max, or a rule without what it needs; DataError: too few rows that differ
void check_sweep(MatrixView rows, const SweepOptions& options);

/// Every draw is of a stream of options.kmeans.seed; all k see the same sample of rows for the silhouette,
/// the same permuted copies and the same bootstrap samples. Equal bits for any number of threads.
/// @throws as check_sweep; as fit_kmeans; Interrupted
Sweep sweep_k(MatrixView rows, const SweepOptions& options);

/// The rule alone: sets chosen_k, rule and reason of a sweep whose points are complete.
///   stable_silhouette  the highest silhouette among the k whose seed_ari and bootstrap_ari both reach
///                      min_stability; without any, the k whose smaller one of the two is highest
///   silhouette         the highest silhouette
///   gap                the smallest k with gap(k) >= gap(k + 1) - gap_deviation(k + 1) (Tibshirani et al.,
///                      2001); without any, the largest k
/// Of equal ones, the smallest k. `reason` says when a rule had to fall back.
void choose_k(Sweep& sweep, const std::string& rule, double min_stability);

/// Without the seconds.
nlohmann::json to_json(const Sweep& sweep);
/// @throws ArtifactError naming what is missing or wrong
Sweep sweep_from_json(const nlohmann::json& json);

}  // namespace affekt
