#include "kinds/next_song/plan_deployed_method.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/process/log.h"
#include "export/network_export.h"
#include "export/next_song/plan_next_song.h"
#include "kinds/next_song/next_song_tuning.h"
#include "next_song/training_plays.h"
#include "runs/next_song_model.h"
#include "store/listening/listening_file.h"

namespace affekt {
namespace {

/// The methods by their validation scores, the reported one first; the network is last where there are no
/// scores.
std::vector<std::string> order_methods(const NextSongTuning& tuning) {
  std::vector<ValidationScore> scores = tuning.scores;
  std::stable_sort(scores.begin(), scores.end(), is_better);
  std::vector<std::string> names = {tuning.reported};
  for (const ValidationScore& score : scores)
    if (score.method != names[0]) names.push_back(score.method);
  names.emplace_back(kNetworkMethod);
  return names;
}

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

/// What the first of the methods that has a graph is made of.
NextSongParts choose_parts(const std::vector<std::string>& methods, const NextSongTuning& tuning,
                           const TrainedNextSongModel& model, const ListeningData& data, size_t& chosen) {
  const TrainingPlays training = gather_training_plays(data);
  NextSongParts parts;
  for (chosen = 0; methods.at(chosen) != kNetworkMethod; ++chosen) {
    const bool is_ensemble = methods[chosen] == kEnsembleMethod;
    parts.ranker = make_tuned_ranker(tuning, training, is_ensemble ? tuning.ensemble_with : methods[chosen]);
    if (parts.ranker->formula() == nullptr) continue;
    if (is_ensemble) parts.network = model.network;
    if (is_ensemble) parts.network_weight = tuning.network_weight;
    return parts;
  }
  return {model.network, nullptr, 1};
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
  const std::vector<std::string> methods = order_methods(tuning);
  size_t chosen = 0;
  const NextSongParts parts = choose_parts(methods, tuning, model, *data, chosen);
  NextSongSource source = {model.config.name, model, {}, model.tuned};
  // The report's scores are of the method that it is about.
  if (chosen == 0) source.scores = find_scores(request.run_directory, model);
  if (chosen > 0)
    log_warning(
        fmt::format("{} did best on validation, but it has no ONNX graph: model.onnx holds the next best "
                    "method that has one, {}",
                    methods[0], methods[chosen]));
  return plan_next_song(source, parts, data);
}

}  // namespace affekt
