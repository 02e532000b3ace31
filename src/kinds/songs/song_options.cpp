#include "kinds/songs/song_options.h"

#include "core/process/threads.h"

namespace affekt {

KmeansOptions kmeans_options(const ExperimentConfig& config) {
  const KmeansConfig& kmeans = config.model.kmeans;
  KmeansOptions options;
  options.num_clusters = kmeans.num_clusters;
  options.algorithm = kmeans.algorithm == "mini_batch" ? "auto" : kmeans.algorithm;
  options.start = kmeans.start;
  options.num_starts = kmeans.num_starts;
  options.max_iterations = kmeans.max_iterations;
  options.tolerance = kmeans.tolerance;
  options.seed = static_cast<uint64_t>(config.train.seed);
  options.num_threads = thread_count();
  return options;
}

MiniBatchOptions mini_batch_options(const ExperimentConfig& config, int64_t num_clusters) {
  const KmeansConfig& kmeans = config.model.kmeans;
  MiniBatchOptions options;
  options.num_clusters = num_clusters;
  options.start = kmeans.start;
  options.batch_rows = kmeans.batch_rows;
  options.seed = static_cast<uint64_t>(config.train.seed);
  options.num_threads = thread_count();
  return options;
}

SweepOptions sweep_options(const ExperimentConfig& config) {
  const SweepConfig& sweep = config.model.kmeans.sweep;
  SweepOptions options;
  options.k_min = sweep.k_min;
  options.k_max = sweep.k_max;
  options.kmeans = kmeans_options(config);
  options.silhouette_rows = sweep.silhouette_rows;
  options.gap_references = sweep.gap_references;
  options.stability_rounds = sweep.stability_rounds;
  options.rule = sweep.rule;
  options.min_stability = sweep.min_stability;
  return options;
}

TransformOptions transform_options(const FeatureConfig& features) {
  TransformOptions options;
  options.columns = features.columns;
  options.scaling = features.scaling;
  options.log_tempo = features.log_tempo;
  options.circular_key = features.circular_key;
  options.pca_components = features.pca_components;
  return options;
}

AffectRegressionOptions regression_options(const ExperimentConfig& config) {
  const SongAffectConfig& affect = config.model.affect;
  AffectRegressionOptions options;
  options.num_folds = affect.num_folds;
  options.hidden_units = affect.hidden_units;
  options.epochs = affect.epochs;
  options.seed = static_cast<uint64_t>(config.train.seed);
  options.num_threads = thread_count();
  return options;
}

}  // namespace affekt
