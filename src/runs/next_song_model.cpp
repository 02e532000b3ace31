#include "runs/next_song_model.h"

#include <fmt/format.h>

#include "core/error.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/weights.h"

namespace affekt {
namespace {

constexpr char kSongs[] = "songs", kCatalogueDigest[] = "catalogue_digest", kTuned[] = "tuned";

SongOptions read_song_sizes(const nlohmann::json& about) {
  const nlohmann::json& sizes = about.at(kSongs);
  SongOptions songs;
  songs.num_songs = sizes.at("num_songs").get<int64_t>();
  songs.num_artists = sizes.at("num_artists").get<int64_t>();
  songs.num_features = sizes.at("num_features").get<int64_t>();
  songs.valence_feature = sizes.at("valence_feature").get<int64_t>();
  songs.arousal_feature = sizes.at("arousal_feature").get<int64_t>();
  return songs;
}

}  // namespace

nlohmann::json describe_next_song_network(const SongOptions& songs, const std::string& catalogue_digest) {
  return {{kSongs,
           {{"num_songs", songs.num_songs},
            {"num_artists", songs.num_artists},
            {"num_features", songs.num_features},
            {"valence_feature", songs.valence_feature},
            {"arousal_feature", songs.arousal_feature}}},
          {kCatalogueDigest, catalogue_digest}};
}

nlohmann::json describe_tuned(nlohmann::json tuned) {
  return {{kTuned, std::move(tuned)}};
}

TrainedNextSongModel load_next_song_model(const std::filesystem::path& run_directory) {
  const NetworkFile file = read_network_file(run_directory);
  const std::string path = RunPaths{run_directory}.weights().string();
  TrainedNextSongModel model;
  static_cast<NetworkProvenance&>(model) = file;
  NetworkOptions options;
  options.model = model.config.model;
  try {
    options.songs = read_song_sizes(model.about);
    model.catalogue_digest = model.about.at(kCatalogueDigest).get<std::string>();
  } catch (const nlohmann::json::exception& error) {
    throw ArtifactError(path +
                        ": its metadata is damaged, or it holds no network of next songs: " + error.what());
  }
  model.tuned = model.about.value(kTuned, nlohmann::json::object());
  model.network = make_next_song_network(options, static_cast<uint64_t>(model.config.train.seed));
  copy_into_module(*model.network, file.weights, path);
  model.network->eval();
  return model;
}

void check_catalogue(const TrainedNextSongModel& model, const std::string& catalogue_digest,
                     const std::filesystem::path& data) {
  if (catalogue_digest == model.catalogue_digest) return;
  throw DataError(fmt::format(
      "{}: its catalogue of songs (digest {}) is not the one that the model was trained on ({}): "
      "the same number means another song; prepare the data that it was trained on, or train anew",
      data.string(), catalogue_digest.substr(0, 12), model.catalogue_digest.substr(0, 12)));
}

}  // namespace affekt
