#include "jobs/next_song_job.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "core/process/log.h"
#include "core/text/count_text.h"
#include "jobs/next_song_tuning.h"
#include "models/model_table.h"
#include "runs/next_song_model.h"
#include "store/listening/listening_file.h"
#include "tasks/next_song/listening_songs.h"
#include "tasks/next_song/next_song_task.h"

namespace affekt {
namespace {

constexpr int64_t kFewValidationPlays = 100;

/// What chooses the epoch: refused where nothing does, and said where it is little.
void check_validation_plays(const TrainRunOptions& options, const ValidationPlays& plays) {
  const std::string why_none = plays.why_none();
  if (!why_none.empty())
    check_training_without_validation(options.config.train,
                                      options.prepared_path.string() + " has none that can: " + why_none);
  const auto count = static_cast<int64_t>(plays.targets.size());
  if (options.config.train.select == "best" && count > 0 && count < kFewValidationPlays)
    log_warning(fmt::format(
        "the epoch is chosen by {} of the {} in the validation split, which is mostly chance (expected {} or "
        "more); bring more plays, or take train.select: last",
        format_count(count), count_of(plays.num_plays, "play"), kFewValidationPlays));
}

/// A catalogue of which the join left (nearly) nothing.
void warn_of_few_features(const ListeningCatalogue& catalogue) {
  const int64_t num_songs = catalogue.num_songs(), num_features = catalogue.num_features();
  int64_t num_joined = 0;
  for (int64_t song = 0; song < num_songs; ++song) {
    bool is_known = false;
    for (int64_t f = 0; f < num_features; ++f)
      is_known = is_known || !std::isnan(catalogue.features[static_cast<size_t>(song * num_features + f)]);
    num_joined += is_known ? 1 : 0;
  }
  if (10 * num_joined >= num_songs) return;
  log_warning(fmt::format(
      "model.sequence.use_features: {} of {} have audio features, so the network learns nothing or next to "
      "nothing from them; name a catalogue of these songs (data.listening.features_path), or set the key to "
      "false",
      format_count(num_joined), count_of(num_songs, "song")));
}

}  // namespace

TrainJob make_next_song_job(const TrainRunOptions& options) {
  const ExperimentConfig& config = options.config;
  const auto data = std::make_shared<const ListeningData>(read_listening(options.prepared_path));
  NetworkOptions made_from;
  made_from.model = config.model;
  made_from.songs = describe_songs(*data);
  const auto network = make_next_song_network(made_from, static_cast<uint64_t>(config.train.seed));

  TrainJob job;
  const PreparedEnvelope& envelope = data->info;
  job.data = {envelope.dataset_name, envelope.content_digest, envelope.source_digest};
  const auto task = std::make_shared<NextSongTask>(network, data, config.train);
  check_validation_plays(options, task->validation_plays());
  if (config.model.sequence.use_features) warn_of_few_features(data->catalogue);
  job.task = task;
  job.unit = "plays";
  job.about = describe_next_song_network(made_from.songs, compute_catalogue_digest(data->catalogue));
  job.finish = [network, data] { return describe_tuned(to_json(tune_beside(*network, *data))); };
  return job;
}

}  // namespace affekt
