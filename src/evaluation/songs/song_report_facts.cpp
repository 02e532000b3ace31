#include "evaluation/songs/song_report_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/version.h"
#include "evaluation/songs/song_measures.h"
#include "evaluation/songs/song_profiles.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int kSongReportSchemaVersion = 1;

json finite_interval(double low, double high) {
  return std::isfinite(low) && std::isfinite(high) ? json{low, high} : json(nullptr);
}

void check_input(const SongReportInput& input) {
  AFFEKT_CHECK(input.catalogue != nullptr && input.model != nullptr, "a song report needs songs and a model");
  const SongModel& model = *input.model;
  const size_t n = input.rows.size();
  if (n == 0) throw DataError("the catalogue has no song with all the cells that the model needs");
  const size_t num_points = n * static_cast<size_t>(model.transform.num_outputs());
  AFFEKT_CHECK(input.labels.size() == n && input.distances2.size() == n &&
                   input.raw.size() == n * model.columns.size() &&
                   (input.points.empty() || input.points.size() == num_points) &&
                   (input.affect_predictions.empty() || input.affect_predictions.size() == 2 * n),
               "each song needs its cluster, distance and features, and may have its point and its affect");
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
  const std::string& fitted = input.model->data_digest;
  data["same_as_fitted"] = fitted.empty() ? json(nullptr) : json(fitted == info.content_digest);
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
  const std::string given = fmt::format("The number of clusters, {}, was given", model.num_clusters);
  std::string text = sweep.reason;
  if (sweep.points.empty()) {
    text = given + "; no sweep over other numbers was made.";
  } else if (sweep.chosen_k != model.num_clusters) {
    text = fmt::format("{}. The sweep would have chosen {}: {}", given, sweep.chosen_k, sweep.reason);
  }
  return {{"num_clusters", model.num_clusters}, {"text", text}};
}

json describe_profile(const ClusterProfile& profile, const std::vector<std::string>& columns) {
  json described = json::array();
  for (size_t d = 0; d < columns.size(); ++d) {
    const ColumnProfile& column = profile.columns[d];
    described.push_back({{"column", columns[d]},
                         {"unit", unit_of_column(columns[d])},
                         {"mean", finite_or_null(column.mean)},
                         {"median", finite_or_null(column.median)},
                         {"quartiles", finite_interval(column.low_quartile, column.high_quartile)},
                         {"z", finite_or_null(column.z)},
                         {"most_frequent", finite_or_null(column.most_frequent)},
                         {"most_frequent_share", finite_or_null(column.most_frequent_share)},
                         {"direction", finite_or_null(column.direction)},
                         {"concentration", finite_or_null(column.concentration)}});
  }
  return described;
}

json mean_of_cluster(const SongAffectScores& affect, const char* quantity, size_t cluster) {
  const QuantityByCluster* found = affect.find(quantity);
  return found == nullptr ? json(nullptr) : finite_or_null(found->clusters[cluster].mean);
}

json describe_ratings(const SongAffectScores& affect, size_t cluster) {
  json ratings = json::object();
  for (const QuantityByCluster& quantity : affect.quantities) {
    if (quantity.name.rfind("spotify_", 0) == 0) continue;  // no listener said so
    const ClusterMean& of_cluster = quantity.clusters[cluster];
    ratings[quantity.name] = {{"num_songs", of_cluster.num_songs},
                              {"mean", finite_or_null(of_cluster.mean)},
                              {"ci95", finite_interval(of_cluster.ci.low, of_cluster.ci.high)}};
  }
  return ratings;
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
         "this report did not change them. The rule: " +
         rule;
}

json describe_clusters(const SongReportInput& input) {
  const SongModel& model = *input.model;
  const auto n = static_cast<int64_t>(input.rows.size());
  const MatrixView raw{input.raw.data(), n, static_cast<int64_t>(model.columns.size())};
  std::vector<bool> circular;
  for (const std::string& column : model.columns) circular.push_back(column == "key");
  const auto profiles = profile_clusters({raw, model.columns, circular, input.labels, model.num_clusters});
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
                        {"felt", describe_ratings(input.affect, k)},
                        {"moods", describe_moods(input.affect.moods, k)},
                        {"nearest_songs", describe_examples(input, examples[k])}});
  }
  return clusters;
}

json describe_fit(const char* name, const CrossValidatedFit& fit) {
  json described = {{"name", name}};
  const char* targets[] = {"valence", "arousal"};
  for (size_t t = 0; t < 2; ++t)
    described[targets[t]] = {{"r2", finite_or_null(fit.r2[t])},
                             {"ci95", finite_interval(fit.r2_low[t], fit.r2_high[t])},
                             {"mae", finite_or_null(fit.mae[t])},
                             {"fold_min", finite_or_null(fit.r2_by_fold_min[t])},
                             {"fold_max", finite_or_null(fit.r2_by_fold_max[t])}};
  return described;
}

json describe_regression(const AffectRegression& regression) {
  if (regression.target == "none") return nullptr;
  json scores = json::array();
  for (const auto& [name, fit] :
       {std::pair{"mean", &regression.mean_fit}, std::pair{"ridge", &regression.ridge_fit},
        std::pair{"network", &regression.network_fit}})
    if (fit->r2.size() >= 2) scores.push_back(describe_fit(name, *fit));
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
  check_input(input);
  if (input.points.empty()) return std::nullopt;
  const SongModel& model = *input.model;
  const MatrixView centroids{model.centroids.data(), model.num_clusters, model.transform.num_outputs()};
  SongMapInput of_map{points_of(input), centroids, input.labels, model.transform};
  of_map.seed = input.seed;
  return make_song_map(of_map);
}

json build_song_facts(const SongReportInput& input, const std::optional<SongMap>& map) {
  check_input(input);
  const SongModel& model = *input.model;
  json facts = {{"schema_version", kSongReportSchemaVersion},
                {"kind", "songs"},
                {"headline", "silhouette"},
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
  facts["metrics"] = measure_clusters(measure_input(input));
  facts["baselines"] = measure_song_baselines(measure_input(input));
  facts["space_variance"] = measure_space_variance(points_of(input), model.transform.output_names);
  facts["map"] = map ? describe_song_map(*map) : json(nullptr);
  facts["notes"] = make_song_report_notes(facts);
  return facts;
}

}  // namespace affekt
