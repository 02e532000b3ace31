#include "export/songs/plan_songs.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "affect/song_onnx.h"
#include "clustering/transform/song_rows.h"
#include "config/load_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/local_file.h"
#include "core/member_or_null.h"
#include "core/process/log.h"
#include "export/songs/song_card.h"
#include "export/songs/song_graph.h"
#include "export/songs/song_metadata.h"
#include "export/songs/song_reference.h"
#include "export/songs/song_vectors.h"
#include "runs/manifest.h"
#include "runs/run_directory.h"
#include "store/song_catalogue.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int64_t kSongsAtOnce = 1024;   // as evaluation has it: song/onnx_songs.cpp
constexpr double kMaxDifference = 1e-4;  // of squared distances, relative to 1 + themselves; of affect

/// The songs that the gate compares.
struct GateSongs {
  SongRows songs;
  std::vector<std::string> ids;  // [n]
};

/// The name of the catalogue that was clustered, as the run's manifest.json has it; "unknown" without one.
std::string read_fitted_name(const RunPaths& paths, const SongModel& model) {
  const auto data = read_manifest_data(paths.manifest());
  return data && data->digest == model.data_digest && !data->name.empty() ? data->name : "unknown";
}

/// Says in `songs` which catalogue they are of.
GateSongs read_gate_songs(const ExportRequest& request, SongExport& songs) {
  const SongModel& model = songs.model;
  const fs::path path = request.data.empty() ? fs::path(model.prepared_path) : request.data;
  if (path.empty())
    throw ConfigError(request.run_directory.string() + ": " + explain_unknown_data(request.run_directory));
  if (!fs::exists(path)) {
    throw DataError(
        fmt::format("{}: the prepared catalogue for the export gate is not there; make it again with "
                    "`affekt prepare`, or name another one with --data",
                    path.string()));
  }
  const SongCatalogue catalogue = read_song_catalogue(path);
  songs.dataset_name = catalogue.info.dataset_name;
  const std::string digest = catalogue.info.content_digest;
  if (digest != model.data_digest) {
    log_warning(fmt::format(
        "{} is not the catalogue that was clustered ({}..., clustered {}...); the gate uses it all the same",
        path.string(), digest.substr(0, 12), model.data_digest.substr(0, 12)));
    songs.dataset_name = read_fitted_name(RunPaths{request.run_directory}, model);
    songs.other_catalogue = fmt::format("{} (`{}`, digest {}...)", path.filename().string(),
                                        catalogue.info.dataset_name, digest.substr(0, 12));
  }
  GateSongs gate;
  gate.songs = select_song_rows(catalogue.songs, {model.columns, model.missing, model.medians});
  for (const int64_t row : gate.songs.rows) gate.ids.push_back(catalogue.songs.ids[static_cast<size_t>(row)]);
  return gate;
}

void add_sweep_scores(const SongModel& model, json& metrics) {
  for (const SweepPoint& point : model.sweep.points) {
    if (point.k != model.num_clusters) continue;
    metrics["silhouette"]["value"] = point.silhouette;
    metrics["davies_bouldin"]["value"] = point.davies_bouldin;
    metrics["calinski_harabasz"]["value"] = point.calinski_harabasz;
    metrics["seed_ari"]["value"] = point.seed_ari;
    metrics["bootstrap_ari"]["value"] = point.bootstrap_ari;
  }
}

void add_regression_scores(const AffectRegression& regression, json& metrics) {
  if (regression.target == "none") return;
  const CrossValidatedFit& fit =
      regression.exported == "network" ? regression.network_fit : regression.ridge_fit;
  const char* names[] = {"r2_valence", "r2_arousal"};
  for (size_t i = 0; i < 2 && i < fit.r2.size(); ++i) {
    json& score = metrics[names[i]] = {{"value", fit.r2[i]}};
    if (i < fit.r2_low.size() && i < fit.r2_high.size()) score["ci95"] = {fit.r2_low[i], fit.r2_high[i]};
  }
}

/// inertia; of the sweep at its number of clusters silhouette, davies_bouldin, calinski_harabasz, seed_ari,
/// bootstrap_ari; of the regression r2_valence and r2_arousal, cross-validated.
ReportedScores scores_of_model(const SongModel& model) {
  ReportedScores scores;
  const json inertia = member_or_null(model.fit, "inertia");
  if (inertia.is_number()) scores.metrics["inertia"] = {{"value", inertia}};
  add_sweep_scores(model, scores.metrics);
  add_regression_scores(model.regression, scores.metrics);
  return scores;
}

std::vector<int64_t> count_sizes(const SongModel& model, MatrixView rows) {
  std::vector<int64_t> sizes(static_cast<size_t>(model.num_clusters));
  for (const int32_t cluster : answer_songs(model, rows).labels) ++sizes[static_cast<size_t>(cluster)];
  return sizes;
}

std::string describe_agreement(const ExportResult& result) {
  const GateResult& gate = result.gate;
  std::string text = gate.num_tie_differences == 0
                         ? fmt::format("gives all {} songs affekt's own cluster", gate.num_samples)
                         : fmt::format(
                               "gives {} of {} songs affekt's own cluster; the others lie between two "
                               "clusters, as near as float32 can tell",
                               gate.num_samples - gate.num_tie_differences, gate.num_samples);
  const auto affect = gate.differences.find(song_value::kAffect);
  text += fmt::format("; squared distances differ by at most {:.1e} of 1 + themselves",
                      gate.differences.at(song_value::kDistances2));
  return affect == gate.differences.end()
             ? text
             : text + fmt::format(", valence and arousal by {:.1e}", affect->second);
}

}  // namespace

GateData make_song_gate(const SongModel& model, std::vector<float> rows, std::vector<std::string> ids) {
  struct Songs {
    SongModel model;
    std::vector<float> rows;
    std::vector<std::string> ids;
  };
  const auto songs = std::make_shared<const Songs>(Songs{model, std::move(rows), std::move(ids)});
  return {static_cast<int64_t>(songs->ids.size()), [songs](int64_t begin, int64_t end) {
            const int64_t n = end - begin, num_clusters = songs->model.num_clusters;
            const auto num_columns = static_cast<int64_t>(songs->model.columns.size());
            const float* raw = songs->rows.data() + begin * num_columns;
            const SongReference reference = compute_song_reference(songs->model, {raw, n, num_columns});
            GateBatch batch;
            batch.inputs[song_value::kFeatures] = HostTensor::of<float>({n, num_columns}, raw);
            batch.expected[song_value::kCluster] = HostTensor::of<int32_t>({n}, reference.clusters.data());
            batch.expected[song_value::kDistances2] =
                HostTensor::of<double>({n, num_clusters}, reference.distances2.data());
            if (!reference.affect.empty())
              batch.expected[song_value::kAffect] = HostTensor::of<float>({n, 2}, reference.affect.data());
            batch.ids.assign(songs->ids.begin() + begin, songs->ids.begin() + end);
            batch.allowed = reference.is_tied;
            return batch;
          }};
}

std::vector<GateCheck> make_song_checks(const SongModel& model) {
  using Rule = GateCheck::Rule;
  std::vector<GateCheck> checks = {
      {song_value::kCluster, Rule::kSameIndex, 0, "", false, number_clusters(model.num_clusters)},
      {song_value::kDistances2, Rule::kTolerance, kMaxDifference, "squared distances", /*is_relative=*/true}};
  if (model.regression.target != "none")
    checks.push_back({song_value::kAffect, Rule::kTolerance, kMaxDifference, "valence and arousal"});
  return checks;
}

ExportPlan plan_songs(const ExportRequest& request) {
  const fs::path file = song_model_path(request.run_directory);
  SongExport songs;
  songs.model = read_song_model(file);
  songs.model_digest = sha256_of_file(file);
  const SongModel& model = songs.model;
  GateSongs gate = read_gate_songs(request, songs);
  songs.scores = scores_of_model(model);
  const json report = read_report_of(request.run_directory, songs.model_digest, "clusters");
  if (!report.is_null()) add_reported_scores(report, songs.model_digest, songs.scores);
  songs.labels = read_cluster_names(report, model.num_clusters);
  if (songs.labels.empty()) songs.labels = number_clusters(model.num_clusters);
  songs.sizes = count_sizes(model, gate.songs.view());
  const fs::path config = RunPaths{request.run_directory}.config();
  if (fs::exists(config))
    songs.evaluation = parse_experiment(read_text_file(config), config.string()).evaluate;
  ExportPlan plan;
  plan.graph = make_song_graph(model);
  plan.doc = fmt::format("clusters of the songs of {}, by affekt", songs.dataset_name);
  plan.metadata = make_song_metadata(songs);
  plan.reference = "affekt's own clustering";
  plan.sample = "song";
  plan.samples_at_once = kSongsAtOnce;
  plan.checks = make_song_checks(model);
  std::vector<float> vectors = make_song_vectors(model, gate.songs.view());
  std::vector<std::string> vector_ids;
  for (size_t i = 0; i < vectors.size() / model.columns.size(); ++i)
    vector_ids.push_back(fmt::format("test_data_set_0 row {}", i));
  plan.test_vectors = {make_song_gate(model, std::move(vectors), std::move(vector_ids))};
  plan.gate = make_song_gate(model, std::move(gate.songs.features), std::move(gate.ids));
  plan.make_card = [songs](const ExportResult& result) { return make_song_card(songs, result); };
  plan.describe_agreement = describe_agreement;
  return plan;
}

}  // namespace affekt
