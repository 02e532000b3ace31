#include "kinds/next_song/next_song_job.h"

#include <memory>

#include "kinds/next_song/next_song_tuning.h"
#include "models/model_table.h"
#include "runs/next_song_model.h"
#include "store/listening/listening_file.h"
#include "tasks/listening_songs.h"
#include "tasks/next_song_task.h"

namespace affekt {

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
  job.task = std::make_shared<NextSongTask>(network, data, config.train);
  job.unit = "plays";
  job.about = describe_next_song_network(made_from.songs, compute_catalogue_digest(data->catalogue));
  job.finish = [network, data] { return describe_tuned(to_json(tune_beside(*network, *data))); };
  return job;
}

}  // namespace affekt
