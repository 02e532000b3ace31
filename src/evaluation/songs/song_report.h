// A clustering of songs -> the report: scores with intervals and baselines, what each cluster is made of, how
// many clusters and why, what people felt, and which clusters an emotion leads to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "affect/song_affect.h"
#include "affect/song_model.h"
#include "config/experiment_config.h"
#include "evaluation/songs/figures/song_map.h"
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

/// report.json's content. Pure and deterministic: no file is touched, no clock is read. Its members:
///   schema_version, kind ("songs"), tool {name, version, commit}, seed, timing, model (as given), fit
///   notes        [{level, code, text}], what a reader must know first; see song_report_notes.h
///   data         name, digest, source_digest, prepared_by, ingest_options, num_songs (in the catalogue),
///                num_clustered, num_dropped, num_filled, missing, reading (the counts of the rules of
///                reading), same_as_fitted (null: not known)
///   num_clusters, columns
///   metrics      see song_measures.h; null values without points, but for inertia and smallest_share
///   baselines    see song_measures.h; null without points
///   space_variance  [{column, share}]: how the clustered space's variance is spread; null without points
///   bootstrap    {resamples, interval, unit {silhouette, felt}}
///   choice       {num_clusters, text}: how the number of clusters was chosen
///   sweep        as choose_k.h writes it; null: none was made
///   naming_rule  how the clusters got their names
///   clusters     [{index, name, size, share, profile, spotify, felt, moods, nearest_songs}]
///     profile        [{column, unit, mean, median, quartiles, z, most_frequent, most_frequent_share,
///     direction,
///                    concentration}]: see song_profiles.h
///     spotify        {valence, energy}: means of Spotify's own; null: no such column
///     felt           {quantity: {num_songs, mean, ci95}}, of listeners
///     moods          {mood: songs}
///     nearest_songs  [{id, artist, title, distance}]
///   affect       as song_affect.h writes it
///   regression   {target, num_songs, num_folds, lambda, exported, scores}; null: the model has none
///     scores         [{name, valence, arousal}], each of these {r2, ci95, mae, fold_min, fold_max}
///   policy       as emotion_policy.h writes it, with rules and sources; null: the model has none
///   map          see song_map.h; null: there is no plane to draw
/// @throws DataError: no songs
nlohmann::json build_song_report(const SongReportInput& input);

/// The map that belongs to the report. Nothing where report.json's map is null.
std::optional<SongMap> build_song_map(const SongReportInput& input);

/// report.json, report.md, report.html, clusters.csv and figures/*.svg into `directory`, each atomically; the
/// JSON last. @return report.json's content
/// @throws ArtifactError: can't write; Interrupted
nlohmann::json write_song_report(const std::filesystem::path& directory, const SongReportInput& input);

/// clusters.csv: id, artist, title, cluster, distance to the centroid, and where the model predicts them
/// predicted_valence and predicted_arousal; one line a clustered song, in the catalogue's order.
std::string render_clusters_csv(const SongReportInput& input);

}  // namespace affekt
