#include "app/engine/run_songs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/engine/how_to_resume.h"
#include "app/engine/headline.h"
#include "app/engine/run_choice.h"
#include "config/nearest_key.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "evaluation/songs/evaluate_songs.h"
#include "export/songs/export_songs.h"
#include "ingest/prepare.h"
#include "ingest/prepare_songs.h"
#include "training/train_songs.h"

namespace affekt {
namespace {

TrainRunOptions begin_songs(const RunArguments& arguments) {
  TrainRunOptions options = choose_run(arguments);
  options.prepared_path = prepare_songs(options.config.data).path;
  return options;
}

SongTrainSummary cluster(const TrainRunOptions& options) {
  return with_resume_hint(
      "nothing of the clustering is kept: the same command with --resume (and without --overwrite) "
      "begins it anew",
      [&] { return train_songs(options); });
}

EvaluationResult report_on_songs(const EvaluateSongsRequest& request, const std::string& advice) {
  return with_resume_hint(advice, [&] { return evaluate_songs(request); });
}

void print_clusters(const SongTrainSummary& summary) {
  std::cout << fmt::format("{} songs in {} clusters: {}\n", summary.num_songs, summary.num_clusters,
                           summary.k_selection_reason);
}

/// A metric of report.json; NaN where it is not known.
double metric_of(const nlohmann::json& report, const char* name) {
  const auto& metrics = report.at("metrics");
  const auto metric = metrics.find(name);
  if (metric == metrics.end() || !metric->is_object() || !metric->at("value").is_number())
    return std::nan("");
  return metric->at("value").get<double>();
}

void print_scores(const nlohmann::json& report, const std::filesystem::path& directory) {
  const double silhouette = metric_of(report, "silhouette");
  if (!std::isnan(silhouette)) {
    std::cout << fmt::format("silhouette {:.3f}; the clusters explain {:.1f} % of the features' variance\n",
                             silhouette, 100 * metric_of(report, "feature_variance_explained"));
  } else {
    std::cout << "there is no score of the clusters themselves: the report's notes say why\n";
  }
  std::cout << list_cautions(report);
  std::cout << "report:  " << (directory / "report.html").string() << "\n";
}

void print_export(const ExportSongsSummary& exported) {
  std::cout << fmt::format("model.onnx gives {} affekt's own cluster{}\n",
                           exported.gate.num_cluster_differences == 0
                               ? fmt::format("all {} songs", exported.num_songs)
                               : fmt::format("{} of {} songs",
                                             exported.num_songs - exported.gate.num_cluster_differences,
                                             exported.num_songs),
                           exported.gate.num_cluster_differences == 0
                               ? ""
                               : "; the others lie between two clusters, as near as float32 can tell")
            << "model:   " << exported.onnx.string() << "\n";
}

}  // namespace

bool clusters_songs(const ExperimentConfig& config) {
  const bool songs = config.data.source == "songs", kmeans = config.model.name == "song_kmeans";
  if (songs && kmeans) return true;
  if (songs)
    throw ConfigError("model.name: the data set is of songs, which only song_kmeans clusters; got " +
                      config.model.name + suggest_nearest(config.model.name, {"song_kmeans"}));
  std::vector<std::string> sources = source_names();
  if (std::find(sources.begin(), sources.end(), config.data.source) == sources.end()) {
    sources.emplace_back("songs");
    throw ConfigError(fmt::format("data.source: unknown data set '{}'; known are: {}{}", config.data.source,
                                  fmt::join(sources, ", "), suggest_nearest(config.data.source, sources)));
  }
  if (kmeans)
    throw ConfigError("model.name: song_kmeans clusters songs (data.source: songs); the data set is " +
                      config.data.source);
  return false;
}

void run_songs(const RunCommand& command) {
  if (command.folds)
    throw ConfigError(
        "--folds: a clustering of songs has no folds; its regression to valence and arousal is "
        "cross-validated in any case");
  const TrainRunOptions options = begin_songs(command.run);
  throw_if_interrupted("the run, before its clustering; the prepared data stay");
  const SongTrainSummary summary = cluster(options);

  const std::string directory = options.run_directory.string();
  EvaluateSongsRequest request;
  request.model = options.run_directory;
  request.data = options.prepared_path;
  request.output_directory = options.run_directory;
  const auto advice =
      fmt::format("the songs are clustered: {}, or 'affekt evaluate {}' and 'affekt export {}' do the rest",
                  kHowToResume, directory, directory);
  const nlohmann::json report = report_on_songs(request, advice).report;
  const ExportSongsSummary exported =
      with_resume_hint(fmt::format("the report is written: 'affekt export {}' does the rest", directory), [&] {
        return export_songs(ExportSongsRequest{options.run_directory, options.prepared_path});
      });
  print_clusters(summary);
  print_scores(report, options.run_directory);
  print_export(exported);
}

void train_songs(const TrainCommand& command) {
  const TrainRunOptions options = begin_songs(command.run);
  print_clusters(cluster(options));
  std::cout << "model:   " << RunPaths{options.run_directory}.song_model().string() << "\n";
}

void evaluate_songs(const EvaluateCommand& command) {
  const auto refuse = [](const std::string& option) {
    throw ConfigError(option +
                      ": a clustering of songs has no such thing; it is evaluated on a whole catalogue");
  };
  if (!command.split.empty()) refuse("--split");
  if (!command.file.empty()) refuse("--file");
  EvaluateSongsRequest request;
  request.model = command.model;
  request.data = command.data;
  request.engine = command.engine;
  request.output_directory = command.out;
  const EvaluationResult result =
      report_on_songs(request, "no report was written: the same command begins anew");
  print_scores(result.report, result.directory);
}

void export_songs(const ExportCommand& command) {
  print_export(with_resume_hint("model.onnx was not written: the same command begins anew", [&] {
    return export_songs(ExportSongsRequest{command.run_directory, command.data});
  }));
}

}  // namespace affekt
