#include "kinds/songs/song_points.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "affect/affect_samples.h"
#include "config/nearest_key.h"
#include "core/error.h"
#include "core/text/count_text.h"
#include "kinds/songs/song_advice.h"
#include "kinds/songs/song_options.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// The catalogue's file, for messages.
std::string name_file(const ExperimentConfig& config, const SongCatalogue& catalogue) {
  fs::path file = config.data.path;
  const nlohmann::json& counts = catalogue.info.counts;
  if (fs::is_directory(file) && counts.contains("file")) file /= counts.at("file").get<std::string>();
  return file.string();
}

void check_columns(const ExperimentConfig& config, const SongCatalogue& catalogue) {
  const std::vector<std::string>& there = catalogue.songs.columns;
  std::vector<std::string> missing, kept;
  for (const std::string& name : config.model.features.columns) {
    const bool is_there = std::find(there.begin(), there.end(), name) != there.end();
    (is_there ? kept : missing).push_back(name);
  }
  if (missing.empty()) return;
  throw ConfigError(fmt::format("model.features.columns: {} has no column '{}'; it has {}{}{}",
                                name_file(config, catalogue), fmt::join(missing, "', '"),
                                fmt::join(there, ", "), suggest_nearest(missing.front(), there),
                                missing.size() > 1 && !kept.empty()
                                    ? fmt::format("; of your columns there are [{}]", fmt::join(kept, ", "))
                                    : ""));
}

/// What the reading of the catalogue could make nothing of, in a column that is used.
void check_unreadable(const ExperimentConfig& config, const SongCatalogue& catalogue) {
  if (config.data.on_bad_sample != "error") return;
  std::string faults;
  for (const std::string& name : find_unreadable_columns(config, catalogue))
    faults += "\n  " + catalogue.info.counts["columns"][name]["unreadable_text"].get<std::string>();
  if (!faults.empty())
    throw DataError(fmt::format("{}: columns of model.features.columns have cells that can't be read:{}",
                                name_file(config, catalogue), faults));
}

void check_num_clusters(const ExperimentConfig& config, MatrixView points) {
  const int64_t num_clusters = config.model.kmeans.num_clusters;
  const int64_t num_distinct = count_distinct_rows(points, num_clusters);
  if (num_distinct < num_clusters)
    throw DataError(fmt::format(
        "model.kmeans.num_clusters: {} clusters need as many songs that differ in their features, "
        "there are {} (of {}); ask for at most {}",
        num_clusters, num_distinct, count_of(points.num_rows, "song"), num_distinct));
}

/// Mini-batches begin with a sample, which may have fewer songs that differ. Whatever k the sweep chooses.
void check_mini_batches(const ExperimentConfig& config, MatrixView points) {
  const KmeansConfig& kmeans = config.model.kmeans;
  if (kmeans.algorithm != "mini_batch") return;
  const bool by_sweep = kmeans.num_clusters == 0;
  PointSource source(points);
  try {
    for (int64_t k = by_sweep ? kmeans.sweep.k_min : kmeans.num_clusters;
         k <= (by_sweep ? kmeans.sweep.k_max : kmeans.num_clusters); ++k)
      check_mini_batch_kmeans(source, mini_batch_options(config, k));
  } catch (const DataError& error) {
    throw DataError(
        fmt::format("{}; set model.kmeans.algorithm: auto, which looks at all songs", error.what()));
  }
}

/// Why there is no regression with these settings; "": nothing is in its way.
std::string find_affect_fault(const ExperimentConfig& config, const SongCatalogue& catalogue,
                              const SongPoints& points) {
  const AffectSamples samples =
      collect_affect_samples(catalogue, points.songs.rows, points.view(), config.model.affect.target);
  if (samples.num_songs == 0) return "";
  try {
    check_affect_regression(samples, regression_options(config));
    return "";
  } catch (const DataError& error) {
    return error.what();
  }
}

void check_affect(const ExperimentConfig& config, const SongCatalogue& catalogue, const SongPoints& points) {
  const std::string fault = find_affect_fault(config, catalogue, points);
  if (fault.empty()) return;
  std::string advice = "set model.affect.target: none";
  const AffectSamples samples =
      collect_affect_samples(catalogue, points.songs.rows, points.view(), config.model.affect.target);
  ExperimentConfig other = config;
  other.model.affect.num_folds =
      static_cast<int64_t>(std::set<int64_t>(samples.artists.begin(), samples.artists.end()).size());
  if (other.model.affect.num_folds >= 2 && other.model.affect.num_folds < config.model.affect.num_folds &&
      find_affect_fault(other, catalogue, points).empty())
    advice = fmt::format("set model.affect.num_folds: {}, or model.affect.target: none",
                         other.model.affect.num_folds);
  throw DataError(fmt::format("{}; {}", fault, advice));
}

}  // namespace

void PointSource::read(int64_t first, int64_t count, float* rows) {
  std::copy_n(points_.row(first), count * points_.num_columns, rows);
}

std::vector<std::string> find_unreadable_columns(const ExperimentConfig& config,
                                                 const SongCatalogue& catalogue) {
  std::vector<std::string> found;
  const nlohmann::json counts = catalogue.info.counts.value("columns", nlohmann::json::object());
  for (const std::string& name : config.model.features.columns)
    if (counts.contains(name) && counts[name].contains("unreadable_text")) found.push_back(name);
  return found;
}

SongPoints make_song_points(const ExperimentConfig& config, const SongCatalogue& catalogue) {
  check_columns(config, catalogue);
  check_unreadable(config, catalogue);
  const FeatureConfig& features = config.model.features;
  SongPoints made;
  made.songs = select_song_rows(catalogue.songs, {features.columns, features.missing, {}});
  made.transform = fit_transform(made.songs.view(), transform_options(features));
  made.points = apply_transform(made.transform, made.songs.view());
  return made;
}

void check_clustering(const ExperimentConfig& config, const SongCatalogue& catalogue,
                      const SongPoints& points) {
  std::string faults;
  const auto collect = [&](const auto& check) {
    try {
      check();
    } catch (const DataError& error) {
      faults += (faults.empty() ? "" : "\n") + std::string(error.what());
    }
  };
  const MatrixView view = points.view();
  collect([&] { check_num_clusters(config, view); });
  if (config.model.kmeans.sweep.enabled) collect([&] { check_sweep(view, sweep_options(config)); });
  if (faults.empty()) collect([&] { check_mini_batches(config, view); });  // else they may not be its own
  collect([&] { check_affect(config, catalogue, points); });
  if (!faults.empty()) throw DataError(faults);
}

SongPoints make_checked_song_points(const ExperimentConfig& config, const SongCatalogue& catalogue) {
  SongPoints made;
  try {
    made = make_song_points(config, catalogue);
  } catch (const DataError& error) {
    throw DataError(error.what() + advise_on_points(config, catalogue));
  }
  check_clustering(config, catalogue, made);
  return made;
}

}  // namespace affekt
