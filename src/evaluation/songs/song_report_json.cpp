#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/version.h"
#include "evaluation/songs/song_examples.h"
#include "evaluation/songs/song_measures.h"
#include "evaluation/songs/song_profiles.h"
#include "evaluation/songs/song_report.h"
#include "evaluation/songs/song_report_notes.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int kSongReportSchemaVersion = 1;

json finite_song_value(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

json interval_to_json(double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high)) return nullptr;
  return {low, high};
}

void check_input(const SongReportInput& input) {
  AFFEKT_CHECK(input.catalogue != nullptr && input.model != nullptr, "a song report needs songs and a model");
  const SongModel& model = *input.model;
  const size_t n = input.rows.size();
  if (n == 0) throw DataError("the catalogue has no song with all the cells that the model needs");
  AFFEKT_CHECK(input.labels.size() == n && input.distances2.size() == n,
               "a cluster and a distance for each song");
  AFFEKT_CHECK(input.raw.size() == n * model.columns.size(), "the raw features are not those of the songs");
  AFFEKT_CHECK(input.affect_predictions.empty() || input.affect_predictions.size() == 2 * n,
               "valence and arousal for each song, or for none");
  AFFEKT_CHECK(
      input.points.empty() || input.points.size() == n * static_cast<size_t>(model.transform.num_outputs()),
      "the points are not those of the songs");
  AFFEKT_CHECK(
      input.cluster_names.empty() || static_cast<int64_t>(input.cluster_names.size()) == model.num_clusters,
      "a name for each cluster, or for none");
  for (const int32_t label : input.labels)
    AFFEKT_CHECK(label >= 0 && label < model.num_clusters, "a label beyond the clusters");
}

MatrixView points_of(const SongReportInput& input) {
  if (input.points.empty()) return {};
  return {input.points.data(), static_cast<int64_t>(input.rows.size()), input.model->transform.num_outputs()};
}

json describe_data(const SongReportInput& input) {
  const SongInfo& info = input.catalogue->info;
  const json options = json::parse(info.ingest_options, nullptr, /*allow_exceptions=*/false);
  json data = {{"name", info.dataset_name},
               {"digest", info.content_digest},
               {"source_digest", info.source_digest},
               {"prepared_by", info.tool_version},
               {"ingest_options", options.is_discarded() ? json(info.ingest_options) : options},
               {"num_songs", input.catalogue->songs.num_songs},
               {"num_clustered", input.rows.size()},
               {"missing", input.model->missing},
               {"reading", info.counts}};
  data["same_as_fitted"] = input.model->data_digest.empty()
                               ? json(nullptr)
                               : json(input.model->data_digest == info.content_digest);
  data.update(input.data_counts);
  return data;
}

SongMeasureInput measure_input(const SongReportInput& input) {
  SongMeasureInput measured;
  measured.points = points_of(input);
  measured.labels = input.labels;
  measured.distances2 = input.distances2;
  measured.num_clusters = input.model->num_clusters;
  measured.silhouette_rows = std::max(measured.silhouette_rows, input.model->sweep.silhouette_rows);
  measured.bootstrap_samples = input.options.bootstrap_samples;
  measured.seed = input.seed;
  return measured;
}

json describe_choice(const SongModel& model) {
  const Sweep& sweep = model.sweep;
  std::string text;
  if (sweep.points.empty()) {
    text = fmt::format("The number of clusters, {}, was given; no sweep over other numbers was made.",
                       model.num_clusters);
  } else if (sweep.chosen_k == model.num_clusters) {
    text = sweep.reason;
  } else {
    text = fmt::format("The number of clusters, {}, was given. The sweep would have chosen {}: {}",
                       model.num_clusters, sweep.chosen_k, sweep.reason);
  }
  return {{"num_clusters", model.num_clusters}, {"text", text}};
}

json describe_profile(const ClusterProfile& profile, const std::vector<std::string>& columns) {
  json described = json::array();
  for (size_t d = 0; d < columns.size(); ++d) {
    const ColumnProfile& column = profile.columns[d];
    described.push_back({{"column", columns[d]},
                         {"unit", unit_of_column(columns[d])},
                         {"mean", finite_song_value(column.mean)},
                         {"median", finite_song_value(column.median)},
                         {"quartiles", interval_to_json(column.low_quartile, column.high_quartile)},
                         {"z", finite_song_value(column.z)},
                         {"most_frequent", finite_song_value(column.most_frequent)},
                         {"most_frequent_share", finite_song_value(column.most_frequent_share)},
                         {"direction", finite_song_value(column.direction)},
                         {"concentration", finite_song_value(column.concentration)}});
  }
  return described;
}

json mean_of_cluster(const SongAffectScores& affect, const char* quantity, size_t cluster) {
  const QuantityByCluster* found = affect.find(quantity);
  return found == nullptr ? json(nullptr) : finite_song_value(found->clusters[cluster].mean);
}

json describe_felt(const SongAffectScores& affect, size_t cluster) {
  json felt = json::object();
  for (const QuantityByCluster& quantity : affect.quantities) {
    if (quantity.name.rfind("spotify_", 0) == 0) continue;  // no listener said so
    const ClusterMean& of_cluster = quantity.clusters[cluster];
    felt[quantity.name] = {{"num_songs", of_cluster.num_songs},
                           {"mean", finite_song_value(of_cluster.mean)},
                           {"ci95", interval_to_json(of_cluster.ci.low, of_cluster.ci.high)}};
  }
  return felt;
}

json describe_moods(const MoodAgreement& moods, size_t cluster) {
  json counts = json::object();
  if (moods.num_songs == 0) return counts;
  for (size_t m = 0; m < moods.names.size(); ++m) counts[moods.names[m]] = moods.contingency[cluster][m];
  return counts;
}

json describe_examples(const SongReportInput& input, const std::vector<int64_t>& examples) {
  const SongTable& songs = input.catalogue->songs;
  json described = json::array();
  for (const int64_t example : examples) {
    const auto i = static_cast<size_t>(example);
    const auto row = static_cast<size_t>(input.rows[i]);
    described.push_back({{"id", songs.ids[row]},
                         {"artist", songs.artists[row]},
                         {"title", songs.titles[row]},
                         {"distance", std::sqrt(static_cast<double>(input.distances2[i]))}});
  }
  return described;
}

std::string describe_naming(const SongReportInput& input) {
  const std::string rule = describe_name_rule(input.model->columns);
  if (input.cluster_names.empty()) return rule;
  return "The names are the model's own: they were made from the songs it was fitted on, and the songs of "
         "this "
         "report did not change them. The rule: " +
         rule;
}

std::vector<bool> find_circular_columns(const SongModel& model) {
  std::vector<bool> circular;
  for (const std::string& column : model.columns) circular.push_back(column == "key");
  return circular;
}

json describe_clusters(const SongReportInput& input) {
  const SongModel& model = *input.model;
  const auto n = static_cast<int64_t>(input.rows.size());
  const MatrixView raw{input.raw.data(), n, static_cast<int64_t>(model.columns.size())};
  const auto profiles =
      profile_clusters({raw, model.columns, find_circular_columns(model), input.labels, model.num_clusters});
  const auto examples = find_song_examples(
      {input.catalogue->songs, input.rows, input.labels, input.distances2, model.num_clusters});
  json clusters = json::array();
  for (size_t k = 0; k < profiles.size(); ++k) {
    clusters.push_back({{"index", k},
                        {"name", input.cluster_names.empty() ? profiles[k].name : input.cluster_names[k]},
                        {"size", profiles[k].size},
                        {"share", profiles[k].share},
                        {"profile", describe_profile(profiles[k], model.columns)},
                        {"spotify",
                         {{"valence", mean_of_cluster(input.affect, "spotify_valence", k)},
                          {"energy", mean_of_cluster(input.affect, "spotify_energy", k)}}},
                        {"felt", describe_felt(input.affect, k)},
                        {"moods", describe_moods(input.affect.moods, k)},
                        {"nearest_songs", describe_examples(input, examples[k])}});
  }
  return clusters;
}

json describe_fit(const char* name, const CrossValidatedFit& fit) {
  json described = {{"name", name}};
  for (const size_t target : {size_t{0}, size_t{1}}) {
    if (fit.r2.size() < 2) return nullptr;
    described[target == 0 ? "valence" : "arousal"] = {
        {"r2", finite_song_value(fit.r2[target])},
        {"ci95", interval_to_json(fit.r2_low[target], fit.r2_high[target])},
        {"mae", finite_song_value(fit.mae[target])},
        {"fold_min", finite_song_value(fit.r2_by_fold_min[target])},
        {"fold_max", finite_song_value(fit.r2_by_fold_max[target])}};
  }
  return described;
}

json describe_regression(const AffectRegression& regression) {
  if (regression.target == "none") return nullptr;
  json scores = json::array();
  for (const json& fit :
       {describe_fit("mean", regression.mean_fit), describe_fit("ridge", regression.ridge_fit),
        describe_fit("network", regression.network_fit)})
    if (!fit.is_null()) scores.push_back(fit);
  return {{"target", regression.target},
          {"num_songs", regression.num_songs},
          {"num_folds", regression.num_folds},
          {"lambda", regression.lambda},
          {"exported", regression.exported},
          {"scores", scores},
          {"network_gain",
           {{"r2", regression.network_gain},
            {"ci95", {regression.network_gain_low, regression.network_gain_high}}}}};
}

}  // namespace

std::optional<SongMap> build_song_map(const SongReportInput& input) {
  if (input.points.empty()) return std::nullopt;
  const SongModel& model = *input.model;
  const MatrixView centroids{model.centroids.data(), model.num_clusters, model.transform.num_outputs()};
  SongMapInput of_map{points_of(input), centroids, input.labels, model.transform};
  of_map.seed = input.seed;
  return make_song_map(of_map);
}

json build_song_report(const SongReportInput& input) {
  check_input(input);
  const SongModel& model = *input.model;
  json report = {{"schema_version", kSongReportSchemaVersion},
                 {"kind", "songs"},
                 {"tool", {{"name", "affekt"}, {"version", tool_version()}, {"commit", git_commit()}}},
                 {"seed", input.seed},
                 {"timing", input.timing},
                 {"model", input.model_description},
                 {"data", describe_data(input)},
                 {"num_clusters", model.num_clusters},
                 {"columns", model.columns},
                 {"fit", model.fit},
                 {"choice", describe_choice(model)},
                 {"sweep", model.sweep.points.empty() ? json(nullptr) : to_json(model.sweep)},
                 {"bootstrap",
                  {{"resamples", input.options.bootstrap_samples},
                   {"interval", "percentile, 95 %"},
                   {"unit", {{"silhouette", "song"}, {"felt", "artist"}}}}},
                 {"naming_rule", describe_naming(input)},
                 {"clusters", describe_clusters(input)},
                 {"affect", to_json(input.affect)},
                 {"regression", describe_regression(model.regression)},
                 {"policy", model.policy.clusters.empty() ? json(nullptr) : to_json(model.policy)}};
  report["metrics"] = measure_clusters(measure_input(input));
  report["baselines"] = measure_song_baselines(measure_input(input));
  report["space_variance"] = measure_space_variance(points_of(input), model.transform.output_names);
  const std::optional<SongMap> map = build_song_map(input);
  report["map"] = map ? describe_song_map(*map) : json(nullptr);
  report["notes"] = make_song_report_notes(report);
  return report;
}

}  // namespace affekt
