#include "evaluation/songs/song_report_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

MatrixView points_of(const SongReportInput& input) {
  const std::vector<float>& points = input.answers.points;
  if (points.empty()) return {};
  const int64_t num_outputs = input.model->transform.num_outputs();
  return {points.data(), static_cast<int64_t>(input.songs.rows.size()), num_outputs};
}

json describe_data(const SongReportInput& input) {
  const SongInfo& info = input.catalogue->info;
  const json options = json::parse(info.ingest_options, nullptr, /*allow_exceptions=*/false);
  const std::string& fitted = input.model->data_digest;
  return {{"name", info.dataset_name},
          {"digest", info.content_digest},
          {"source_digest", info.source_digest},
          {"prepared_by", info.tool_version},
          {"ingest_options", options.is_discarded() ? json(info.ingest_options) : options},
          {"num_songs", input.catalogue->songs.num_songs},
          {"num_clustered", input.songs.rows.size()},
          {"num_dropped", input.songs.num_dropped},
          {"num_filled", input.songs.num_filled},
          {"missing", input.model->missing},
          {"reading", info.counts},
          {"same_as_fitted", fitted.empty() ? json(nullptr) : json(fitted == info.content_digest)}};
}

SongMeasureInput measure_input(const SongReportInput& input) {
  SongMeasureInput measured;
  measured.points = points_of(input);
  measured.labels = input.answers.labels;
  measured.distances2 = input.answers.distances2;
  measured.num_clusters = input.model->num_clusters;
  measured.silhouette_rows = std::max(measured.silhouette_rows, input.model->sweep.silhouette_rows);
  measured.bootstrap_samples = input.bootstrap_samples;
  measured.seed = input.model->seed;
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

/// What the cluster feels like: Spotify's own quantities, listeners' ratings, moods.
void add_feelings(const json& affect, size_t k, json& cluster) {
  cluster["spotify"] = {{"valence", nullptr}, {"energy", nullptr}};
  cluster["felt"] = cluster["moods"] = json::object();
  for (const json& quantity : affect["quantities"]) {
    const std::string name = quantity["name"], spotify = "spotify_";
    json rating = quantity["clusters"][k];
    if (rating["ci95"][0].is_null() || rating["ci95"][1].is_null()) rating["ci95"] = nullptr;
    if (name.rfind(spotify, 0) == 0) {
      cluster["spotify"][name.substr(spotify.size())] = rating["mean"];
    } else {
      cluster["felt"][name] = rating;
    }
  }
  const json& moods = affect["moods"];
  if (moods["num_songs"] == 0) return;
  for (size_t m = 0; m < moods["names"].size(); ++m)
    cluster["moods"][moods["names"][m].get<std::string>()] = moods["contingency"][k][m];
}

json describe_examples(const SongReportInput& input, const std::vector<int64_t>& examples) {
  const SongTable& songs = input.catalogue->songs;
  json described = json::array();
  for (const int64_t example : examples) {
    const auto i = static_cast<size_t>(example);
    const auto row = static_cast<size_t>(input.songs.rows[i]);
    described.push_back({{"id", songs.ids[row]},
                         {"artist", songs.artists[row]},
                         {"title", songs.titles[row]},
                         {"distance", std::sqrt(static_cast<double>(input.answers.distances2[i]))}});
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

json describe_clusters(const SongReportInput& input, const json& affect) {
  const SongModel& model = *input.model;
  const std::vector<int32_t>& labels = input.answers.labels;
  json clusters = profile_clusters({input.songs.view(), model.columns, labels, model.num_clusters});
  const auto examples = find_song_examples(
      {input.catalogue->songs, input.songs.rows, labels, input.answers.distances2, model.num_clusters});
  for (size_t k = 0; k < clusters.size(); ++k) {
    clusters[k]["index"] = k;
    if (!input.cluster_names.empty()) clusters[k]["name"] = input.cluster_names[k];
    clusters[k]["nearest_songs"] = describe_examples(input, examples[k]);
    add_feelings(affect, k, clusters[k]);
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
  if (input.answers.points.empty()) return std::nullopt;
  const SongModel& model = *input.model;
  const MatrixView centroids{model.centroids.data(), model.num_clusters, model.transform.num_outputs()};
  SongMapInput of_map{points_of(input), centroids, input.answers.labels, model.transform};
  of_map.seed = model.seed;
  return make_song_map(of_map);
}

json build_song_facts(const SongReportInput& input, const std::optional<SongMap>& map) {
  const SongModel& model = *input.model;
  const json affect = to_json(input.affect);
  json facts = {{"schema_version", kSongReportSchemaVersion},
                {"kind", "songs"},
                {"headline", "silhouette"},
                {"tool", {{"name", "affekt"}, {"version", tool_version()}, {"commit", git_commit()}}},
                {"seed", model.seed},
                {"timing", input.timing},
                {"model", input.model_description},
                {"data", describe_data(input)},
                {"num_clusters", model.num_clusters},
                {"columns", model.columns},
                {"fit", model.fit},
                {"choice", describe_choice(model)},
                {"sweep", model.sweep.points.empty() ? json(nullptr) : to_json(model.sweep)},
                {"bootstrap",
                 {{"resamples", input.bootstrap_samples},
                  {"interval", "percentile, 95 %"},
                  {"unit", {{"silhouette", "song"}, {"felt", "artist"}}}}},
                {"naming_rule", describe_naming(input)},
                {"clusters", describe_clusters(input, affect)},
                {"affect", affect},
                {"regression", describe_regression(model.regression)},
                {"policy", model.policy.clusters.empty() ? json(nullptr) : to_json(model.policy)}};
  facts["metrics"] = measure_clusters(measure_input(input));
  facts["baselines"] = measure_song_baselines(measure_input(input));
  facts["space_variance"] = measure_space_variance(points_of(input), model.transform.output_names);
  facts["map"] = map ? map->facts : json(nullptr);
  facts["notes"] = make_song_report_notes(facts);
  return facts;
}

}  // namespace affekt
