#include "kinds/songs/train_songs.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "affect/affect_samples.h"
#include "affect/cluster_coordinates.h"
#include "affect/song_model.h"
#include "clustering/kmeans/mini_batch_kmeans.h"
#include "config/load_config.h"
#include "config/portable_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/process/threads.h"
#include "core/text/count_text.h"
#include "kinds/songs/fit_affect_regression.h"
#include "kinds/songs/song_options.h"
#include "kinds/songs/song_points.h"
#include "runs/manifest.h"
#include "store/song_catalogue.h"
#include "training/resume_checks.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// The large clusters first, so that an index says something.
std::vector<float> order_by_size(const std::vector<float>& centroids, const std::vector<int64_t>& sizes) {
  const auto num_columns = static_cast<std::ptrdiff_t>(centroids.size() / sizes.size());
  std::vector<size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return sizes[a] > sizes[b]; });
  std::vector<float> ordered;
  for (const size_t k : order) {
    const auto begin = centroids.begin() + static_cast<std::ptrdiff_t>(k) * num_columns;
    ordered.insert(ordered.end(), begin, begin + num_columns);
  }
  return ordered;
}

/// Fills in centroids and fit.
void cluster(const ExperimentConfig& config, MatrixView points, SongModel& model) {
  const KmeansConfig& kmeans = config.model.kmeans;
  if (kmeans.algorithm == "mini_batch") {
    PointSource source(points);
    const MiniBatchResult result =
        fit_mini_batch_kmeans(source, mini_batch_options(config, model.num_clusters));
    model.centroids = order_by_size(result.centroids, result.sizes);
    model.fit = {{"algorithm", "mini_batch"},           {"batches", result.batches},
                 {"inertia", result.inertia},           {"converged", result.converged},
                 {"num_refilled", result.num_refilled}, {"num_starts", 1}};
  } else {
    KmeansOptions options = kmeans_options(config);
    options.num_clusters = model.num_clusters;
    const KmeansResult result = fit_kmeans(points, options);
    model.centroids = order_by_size(result.centroids, result.sizes);
    model.fit = {{"algorithm", result.algorithm},       {"iterations", result.iterations},
                 {"inertia", result.inertia},           {"converged", result.converged},
                 {"num_refilled", result.num_refilled}, {"num_starts", options.num_starts}};
    if (!result.converged)
      log_warning(fmt::format("K-means did not converge in {}; raise model.kmeans.max_iterations",
                              count_of(result.iterations, "iteration")));
  }
  model.fit["start"] = kmeans.start;
}

/// Fills in regression and policy.
void add_affect(const ExperimentConfig& config, const SongCatalogue& catalogue, const SongRows& songs,
                MatrixView points, const AffectSamples& samples, SongModel& model) {
  const SongAffectConfig& affect = config.model.affect;
  if (samples.num_songs > 0) {
    model.regression = fit_affect_regression(samples, regression_options(config));
  } else if (affect.target != "none") {
    log_warning("no clustered song has valence and arousal of people (model.affect.target: " + affect.target +
                "; data.songs.affect_path): there is no regression to them");
  }
  const MatrixView centroids{model.centroids.data(), model.num_clusters, points.num_columns};
  const Assignment assignment = assign_rows(points, centroids, thread_count());
  const ClusterCoordinates places = compute_cluster_coordinates(
      catalogue, {songs.rows, assignment.labels, model.num_clusters}, points, model.regression);
  if (places.clusters.empty()) {
    log_warning("nothing is known of what the songs feel like: there is no policy from emotions to clusters");
    return;
  }
  model.policy = make_emotion_policy(places.clusters, places.space);
}

/// Tells what means nothing to this algorithm.
void log_unused_keys(const ExperimentConfig& config) {
  const KmeansConfig& kmeans = config.model.kmeans;
  if (kmeans.algorithm == "mini_batch")
    log_info(
        fmt::format("model.kmeans.algorithm: mini_batch makes one fit of its own kind; num_starts ({}), "
                    "max_iterations and tolerance are only for the exact fits of the sweep",
                    kmeans.num_starts));
}

SongTrainSummary summarize(const SongModel& model, bool by_sweep) {
  SongTrainSummary summary;
  summary.num_songs = model.fit.at("num_songs");
  summary.num_clusters = model.num_clusters;
  summary.k_selection_reason = by_sweep ? model.sweep.reason : "as model.kmeans.num_clusters says";
  summary.inertia = model.fit.at("inertia");
  return summary;
}

/// What doesn't change the clusters may have changed, such as the options of the report: the run has the new
/// config from now on, as a resumed training has it.
SongModel keep_clustering(const TrainRunOptions& options, const RunPaths& paths) {
  SongModel model = read_song_model(song_model_path(paths.root));
  const std::string text = to_yaml(options.config), digest = digest_config(text),
                    prepared_path = fs::absolute(options.prepared_path).string();
  if (model.config_digest == digest && model.prepared_path == prepared_path) return model;
  model.config_digest = digest;
  model.prepared_path = prepared_path;
  write_text_atomically(paths.config(), text);
  write_song_model(song_model_path(paths.root), model);
  return model;
}

}  // namespace

SongTrainSummary train_songs(const TrainRunOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const RunPaths paths{options.run_directory};
  const RunLock lock(paths);
  check_run_directory(paths, options.config, options.resume, options.overwrite);
  const ExperimentConfig& config = options.config;
  set_thread_count(config.train.num_threads);
  const KmeansConfig& kmeans = config.model.kmeans;
  const bool by_sweep = kmeans.num_clusters == 0;

  const SongCatalogue catalogue = read_song_catalogue(options.prepared_path);
  if (options.resume) check_same_data(paths, options.prepared_path, catalogue.info.content_digest);
  if (options.resume && fs::exists(song_model_path(paths.root))) {
    log_info("the songs are clustered already");
    return summarize(keep_clustering(options, paths), by_sweep);
  }
  SongModel model;
  model.name = config.name;
  model.seed = config.train.seed;
  model.prepared_path = fs::absolute(options.prepared_path).string();
  model.data_digest = catalogue.info.content_digest;
  model.config_digest = digest_config(to_yaml(config));
  model.columns = config.model.features.columns;
  model.missing = config.model.features.missing;

  const SongPoints prepared = make_checked_song_points(config, catalogue);
  const SongRows& songs = prepared.songs;
  model.medians = songs.medians;
  model.transform = prepared.transform;
  const MatrixView view = prepared.view();
  const AffectSamples samples =
      collect_affect_samples(catalogue, songs.rows, view, config.model.affect.target);

  if (options.overwrite) remove_run_files(paths);
  write_text_atomically(paths.config(), to_yaml(config));
  const LogFile log_file(paths.log());
  const SongInfo& data = catalogue.info;
  write_manifest(paths.manifest(), make_manifest(config.train.seed, {data.dataset_name, data.content_digest,
                                                                     data.source_digest}));
  log_unused_keys(config);
  log_info(fmt::format(
      "clustering {} by {}; {} left out and {} filled for empty cells", count_of(view.num_rows, "song"),
      count_of(static_cast<int64_t>(model.columns.size()), "feature"), songs.num_dropped, songs.num_filled));

  if (kmeans.sweep.enabled) model.sweep = sweep_k(view, sweep_options(config));
  model.num_clusters = by_sweep ? model.sweep.chosen_k : kmeans.num_clusters;
  cluster(config, view, model);
  model.fit["num_songs"] = view.num_rows;
  model.fit["num_dropped"] = songs.num_dropped;
  model.fit["num_filled"] = songs.num_filled;
  add_affect(config, catalogue, songs, view, samples, model);
  remove_run_results(paths);  // of a former clustering, or a published one
  write_song_model(song_model_path(paths.root), model);

  SongTrainSummary summary = summarize(model, by_sweep);
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  log_info(fmt::format("{} clusters, inertia {:.1f}, {:.1f} s: {}", summary.num_clusters, summary.inertia,
                       summary.seconds, summary.k_selection_reason));
  return summary;
}

}  // namespace affekt
