#include "kinds/songs/songs_kind.h"

#include <fmt/format.h>

#include <algorithm>

#include "affect/song_model.h"
#include "affect/song_onnx.h"
#include "config/nearest_key.h"
#include "core/error.h"
#include "evaluation/songs/evaluate_songs.h"
#include "evaluation/songs/song_predictor.h"
#include "export/songs/plan_songs.h"
#include "ingest/prepare.h"
#include "kinds/songs/train_songs.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

void refuse(const std::string& option) {
  throw ConfigError(option +
                    ": a clustering of songs has no such thing; it is evaluated on a whole catalogue");
}

/// Of kept test vectors: a cluster that is as near as the nearest, within what the export gate allows.
std::vector<char> find_tied_clusters(const HostTensors& expected) {
  const HostTensor& distances2 = expected.at(song_value::kDistances2);
  const auto num_songs = distances2.shape.at(0), num_clusters = distances2.shape.at(1);
  const float* values = distances2.values<float>();
  std::vector<char> tied;
  for (int64_t i = 0; i < num_songs; ++i) {
    const float* row = values + i * num_clusters;
    const float nearest = *std::min_element(row, row + num_clusters);
    for (int64_t k = 0; k < num_clusters; ++k)
      tied.push_back(row[k] - nearest <= static_cast<float>(kVectorTolerance) * (1 + nearest) ? 1 : 0);
  }
  return tied;
}

class SongsKind : public Kind {
 public:
  std::string name() const override { return "songs"; }
  std::vector<std::string> sources() const override { return {"songs"}; }
  bool has_model(const RunPaths& run) const override { return fs::exists(song_model_path(run.root)); }

  void check(const ExperimentConfig& config) const override {
    if (config.model.name != "song_kmeans")
      throw ConfigError("model.name: the data set is of songs, which only song_kmeans clusters; got " +
                        config.model.name + suggest_nearest(config.model.name, {"song_kmeans"}));
  }
  fs::path prepare(const DataConfig& config) const override { return prepare_data(config).path; }
  FitSummary fit(const FitRequest& request) const override {
    const SongTrainSummary trained = train_songs(request);
    FitSummary summary;
    summary.text = fmt::format("{} songs in {} clusters: {}", trained.num_songs, trained.num_clusters,
                               trained.k_selection_reason);
    summary.is_part_of_run = true;
    summary.file_title = "model";
    summary.file = song_model_path(request.run_directory);
    return summary;
  }
  std::string why_no_score() const override {
    return "clusterings of songs have no score on validation data: they are fitted to the whole catalogue, "
           "and "
           "reported on all of it; model.kmeans.sweep compares numbers of clusters inside one run";
  }
  std::string describe_resume(const fs::path&) const override {
    return "nothing of the clustering is kept: the same command with --resume (and without --overwrite) "
           "begins it anew";
  }
  std::string describe_fitted() const override { return "the songs are clustered"; }

  /// The whole catalogue.
  std::optional<std::string> choose_split(const ExperimentConfig&, const fs::path&) const override {
    return "";
  }
  void check_evaluation(const EvaluateRequest& request) const override {
    if (request.split) refuse("--split");
    if (request.saliency) refuse("--saliency");
    if (request.images)
      throw ConfigError("--no-pictures: reports on songs hold no images, so there is nothing to leave out");
  }
  Evaluation evaluate(const EvaluateRequest& request) const override {
    check_evaluation(request);
    return evaluate_songs(request);
  }
  fs::path model_file(const RunPaths& run) const override { return song_model_path(run.root); }
  void check_report(const KeptReport& kept, CheckList& checks) const override {
    check_song_report(kept, checks);
  }
  VectorChecks choose_vector_checks(const OnnxModel& model) const override {
    return {make_usual_vector_checks(model).checks, find_tied_clusters};
  }
  ExportPlan plan_export(const ExportRequest& request) const override {
    require_song_model(request.run_directory);
    return plan_songs(request);
  }

  void check_folds(const ExperimentConfig&) const override {
    throw ConfigError(
        "--folds: a clustering of songs has no folds; its regression to valence and arousal is "
        "cross-validated in any case");
  }
  void apply_to_file(const FileRequest&) const override { refuse("--file"); }
};

}  // namespace

std::unique_ptr<const Kind> make_songs_kind() {
  return std::make_unique<SongsKind>();
}

}  // namespace affekt
