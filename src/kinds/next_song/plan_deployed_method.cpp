#include "kinds/next_song/plan_deployed_method.h"

#include <fmt/format.h>

#include <memory>

#include "core/process/log.h"
#include "export/network_export.h"
#include "export/next_song/plan_next_song.h"
#include "kinds/next_song/next_song_tuning.h"
#include "next_song/training_plays.h"
#include "runs/next_song_model.h"
#include "store/listening/listening_file.h"

namespace affekt {

ExportPlan plan_deployed_method(const ExportRequest& request) {
  require_onnxruntime_for_next_songs();
  const TrainedNextSongModel model = load_next_song_model(request.run_directory);
  const std::filesystem::path path = find_gate_data(request, model);
  const auto data = std::make_shared<const ListeningData>(read_listening(path));
  check_catalogue(model, compute_catalogue_digest(data->catalogue), path);
  warn_of_other_gate_data(path, data->info.content_digest, model);
  const NextSongSource source = {model.config.name, model, find_scores(request.run_directory, model)};

  const NextSongTuning tuning = next_song_tuning_from_json(model.tuned);
  for (const TunedRanker& tuned : tuning.rankers) {
    if (tuned.choice.name != tuning.reported) continue;
    const TrainingPlays training = gather_training_plays(*data);
    std::shared_ptr<const SongRanker> ranker = make_ranker(training, tuned.choice);
    if (ranker->formula()) return plan_next_song_ranker(source, std::move(ranker), data);
    log_warning(
        fmt::format("{} did best on validation, but has no ONNX graph: model.onnx holds the network", tuning.reported));
  }
  if (tuning.reported == kEnsembleMethod)
    log_info("the ensemble did best on validation; model.onnx holds the network of it, which is one half");
  return plan_next_song_network(source, model.network, data);
}

}  // namespace affekt
