#include "export/songs/song_scores.h"

#include <fmt/format.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/log.h"

namespace affekt {
namespace {

using nlohmann::json;

json metric(double value) {
  return {{"value", value}};
}

void add_sweep_scores(const SongModel& model, json& metrics) {
  for (const SweepPoint& point : model.sweep.points) {
    if (point.k != model.num_clusters) continue;
    metrics["silhouette"] = metric(point.silhouette);
    metrics["davies_bouldin"] = metric(point.davies_bouldin);
    metrics["calinski_harabasz"] = metric(point.calinski_harabasz);
    metrics["seed_ari"] = metric(point.seed_ari);
    metrics["bootstrap_ari"] = metric(point.bootstrap_ari);
  }
}

void add_regression_scores(const AffectRegression& regression, json& metrics) {
  if (regression.target == "none") return;
  const CrossValidatedFit& fit =
      regression.exported == "network" ? regression.network_fit : regression.ridge_fit;
  const char* names[] = {"r2_valence", "r2_arousal"};
  for (size_t i = 0; i < 2 && i < fit.r2.size(); ++i) {
    json& score = metrics[names[i]] = metric(fit.r2[i]);
    if (i < fit.r2_low.size() && i < fit.r2_high.size()) score["ci95"] = {fit.r2_low[i], fit.r2_high[i]};
  }
}

SongScores scores_of_model(const SongModel& model) {
  SongScores scores;
  const auto inertia = model.fit.find("inertia");
  if (inertia != model.fit.end() && inertia->is_number()) scores.metrics["inertia"] = {{"value", *inertia}};
  add_sweep_scores(model, scores.metrics);
  add_regression_scores(model.regression, scores.metrics);
  return scores;
}

/// `object[key]`, or null.
json find_in(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? json(nullptr) : *found;
}

/// The report's names of the clusters, in the order of their indices; none unless all are there.
std::vector<std::string> read_labels(const json& report, int64_t num_clusters) {
  std::vector<std::string> labels;
  for (const json& cluster : find_in(report, "clusters")) {
    const json index = find_in(cluster, "index"), name = find_in(cluster, "name");
    if (index != json(labels.size()) || !name.is_string()) return {};
    labels.push_back(name.get<std::string>());
  }
  return static_cast<int64_t>(labels.size()) == num_clusters ? labels : std::vector<std::string>{};
}

void add_report(const json& report, int64_t num_clusters, SongScores& scores) {
  scores.from_report = true;
  scores.labels = read_labels(report, num_clusters);
  const json notes = find_in(report, "notes"), metrics = find_in(report, "metrics");
  for (const json& note : notes) {
    const json text = find_in(note, "text");
    if (text.is_string()) scores.notes.push_back(text.get<std::string>());
  }
  if (!metrics.is_object()) return;
  for (const auto& [name, score] : metrics.items()) {
    if (find_in(score, "value").is_number()) scores.metrics[name] = score;
  }
}

}  // namespace

SongScores read_song_scores(const std::filesystem::path& run_directory, const SongModel& model,
                            const std::string& model_digest) {
  SongScores scores = scores_of_model(model);
  const auto path = run_directory / "report.json";
  if (!std::filesystem::exists(path)) return scores;
  const json report = json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  if (!report.is_object()) throw ArtifactError(fmt::format("{}: not a JSON object", path.string()));
  if (find_in(find_in(report, "model"), "weights_digest") != json(model_digest)) {
    log_warning(
        fmt::format("{} is not a report on the clusters that are exported, so its scores are left out; "
                    "run `affekt evaluate` first to have them in model.onnx",
                    path.string()));
    return scores;
  }
  add_report(report, model.num_clusters, scores);
  return scores;
}

}  // namespace affekt
