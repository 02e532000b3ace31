// A clustering of songs -> the report: scores with intervals and baselines, what each cluster is made of, how
// many clusters and why, listeners' ratings, and which clusters an emotion leads to.
#pragma once

#include <cstdint>
#include <vector>

#include "affect/song_affect.h"
#include "affect/song_model.h"
#include "config/experiment_config.h"
#include "evaluation/report/report_document.h"
#include "store/song_catalogue.h"

namespace affekt {

/// The songs of a catalogue that were clustered, n of them, in one order.
struct SongReportInput {
  const SongCatalogue* catalogue = nullptr;
  std::vector<int64_t> rows;      // [n], ascending rows of the catalogue
  std::vector<float> raw;         // [n, D], features in the order of model->columns, no empty cell
  std::vector<float> points;      // [n, P], the clustered space; empty: not known (an ONNX file alone)
  std::vector<int32_t> labels;    // [n]
  std::vector<float> distances2;  // [n], squared, to the centroid
  std::vector<float> affect_predictions;  // [n, 2], valence and arousal; empty: the model has none
  /// [K], names that the model's clusters have already; empty: they are named by these songs.
  std::vector<std::string> cluster_names;
  /// Read here: columns, missing, num_clusters, fit, sweep, regression, policy, data_digest; transform and
  /// centroids too where there are points.
  const SongModel* model = nullptr;
  SongAffectScores affect;
  nlohmann::json model_description = nlohmann::json::object();  // shown as it is; "name" stands in the title
  nlohmann::json timing = nlohmann::json::object();             // shown as it is
  nlohmann::json data_counts = nlohmann::json::object();  // num_dropped, num_filled: songs with empty cells
  int64_t seed = 1;
  EvaluateConfig options;  // read: bootstrap_samples
};

/// Pure and deterministic: no file is touched, no clock is read. For its facts see song_report_facts.h; its
/// table is clusters.csv: id, artist, title, cluster, distance to the centroid, and where the model predicts
/// them predicted_valence and predicted_arousal; one line a clustered song, in the catalogue's order.
/// @throws DataError: no songs
Report make_song_report(const SongReportInput& input);

}  // namespace affekt
