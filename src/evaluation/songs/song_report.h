// A clustering of songs -> the report: scores with intervals and baselines, what each cluster is made of, how
// many clusters and why, listeners' ratings, and which clusters an emotion leads to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "affect/song_affect.h"
#include "affect/song_model.h"
#include "clustering/transform/song_rows.h"
#include "evaluation/report/report_document.h"
#include "store/song_catalogue.h"

namespace affekt {

struct SongReportInput {
  const SongCatalogue* catalogue = nullptr;
  /// Read here: columns, missing, num_clusters, fit, sweep, regression, policy, seed, data_digest; transform
  /// and centroids too where there are points.
  const SongModel* model = nullptr;
  SongRows songs;       // those of the catalogue that were clustered, n of them
  SongAnswers answers;  // points empty: not known (an ONNX file alone)
  /// [K], names that the model's clusters have already; empty: they are named by these songs.
  std::vector<std::string> cluster_names;
  SongAffectScores affect;
  nlohmann::json model_description = nlohmann::json::object();  // shown as it is; "name" stands in the title
  nlohmann::json timing = nlohmann::json::object();             // shown as it is
  int64_t bootstrap_samples = 2000;
};

/// Pure and deterministic: no file is touched, no clock is read. For its facts see song_report_facts.h; its
/// table is clusters.csv: id, artist, title, cluster, distance to the centroid, and where the model predicts
/// them predicted_valence and predicted_arousal; one line a clustered song, in the catalogue's order.
Report make_song_report(const SongReportInput& input);

}  // namespace affekt
