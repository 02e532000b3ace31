#include "kinds/next_song/plan_deployed_method.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

#include "core/error.h"
#include "core/member_or_null.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "export/network_export.h"
#include "export/next_song/plan_next_song.h"
#include "jobs/next_song_tuning.h"
#include "next_song/training_plays.h"
#include "runs/next_song_model.h"
#include "store/listening/listening_file.h"

namespace affekt {
namespace {

std::shared_ptr<const SongRanker> make_tuned_ranker(const NextSongTuning& tuning,
                                                    const TrainingPlays& training, const std::string& name) {
  const auto found = std::find_if(tuning.rankers.begin(), tuning.rankers.end(),
                                  [&](const TunedRanker& tuned) { return tuned.choice.name == name; });
  if (found == tuning.rankers.end())
    throw ArtifactError(
        fmt::format("what was tuned beside the network: it has no parameters of \"{}\"; the file is "
                    "damaged or of another version of affekt, train again",
                    name));
  return make_ranker(training, found->choice);
}

/// What `tuning.reported` is made of.
NextSongParts make_parts(const NextSongTuning& tuning, const TrainedNextSongModel& model,
                         const ListeningData& data) {
  if (tuning.reported == kNetworkMethod) return {model.network, nullptr, 1};
  const TrainingPlays training = gather_training_plays(data);
  if (tuning.reported == kEnsembleMethod)
    return {model.network, make_tuned_ranker(tuning, training, tuning.ensemble_with), tuning.network_weight};
  return {nullptr, make_tuned_ranker(tuning, training, tuning.reported), 1};
}

/// Of a report on the method that is exported, else those that it was chosen by.
void set_scores(const ExportRequest& request, const NextSongTuning& tuning, NextSongSource& source) {
  const std::string& digest = source.provenance.weights_digest;
  const nlohmann::json report = read_report_of(request.run_directory, digest, "weights");
  const nlohmann::json reported = member_or_null(member_or_null(report, "reported"), "name");
  if (reported == tuning.reported) return add_reported_scores(report, digest, source.scores);
  if (!report.is_null())
    log_warning(fmt::format(
        "{} is on the method {}, and {} is exported: its scores are left out; run `affekt "
        "evaluate` first to have those of the exported method",
        (request.run_directory / "report.json").string(), to_json_text(reported), tuning.reported));
  const ValidationScore* const score = find_validation_score(tuning, tuning.reported);
  if (score == nullptr) return;
  source.scores.split = "validation";
  source.scores.headline = "hit_rate_at_20";
  source.scores.metrics = {{"mrr_at_20", {{"value", score->mrr}}},
                           {"hit_rate_at_20", {{"value", score->hit_rate}}}};
  source.scores_origin = fmt::format(
      "On {}. They chose the method, so they flatter it;\n`affekt evaluate` and another export give the "
      "scores of the report:\n",
      kChoicePlays);
}

}  // namespace

ExportPlan plan_deployed_method(const ExportRequest& request) {
  require_onnxruntime_for_next_songs();
  const TrainedNextSongModel model = load_next_song_model(request.run_directory);
  const std::filesystem::path path = find_gate_data(request, model);
  const auto data = std::make_shared<const ListeningData>(read_listening(path));
  check_catalogue(model, compute_catalogue_digest(data->catalogue), path);
  warn_of_other_gate_data(path, data->info.content_digest, model);

  const NextSongTuning tuning = next_song_tuning_from_json(model.tuned);
  NextSongSource source = {model.config.name, model, {}, {}, model.tuned};
  set_scores(request, tuning, source);
  return plan_next_song(source, make_parts(tuning, model, *data), data);
}

}  // namespace affekt
