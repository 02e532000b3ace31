// A finished network of next songs as evaluation and export see it: its best weights, config, and what was
// chosen beside it on the validation split.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "models/sequence/next_song_network.h"
#include "runs/network_file.h"

namespace affekt {

struct TrainedNextSongModel : NetworkProvenance {
  std::string catalogue_digest;  // compute_catalogue_digest: songs are numbers, which mean this catalogue
  /// What was tuned on the validation split: the simple methods, and the share of the network beside one of
  /// them.
  nlohmann::json tuned = nlohmann::json::object();
  std::shared_ptr<NextSongNetwork> network;  // best weights, eval mode, float32
};

/// NetworkFileInfo::about of a training that begins. @param songs  of the data that the network is made for
nlohmann::json describe_next_song_network(const SongOptions& songs, const std::string& catalogue_digest);

/// What is added to it when the training is done: TrainedNextSongModel::tuned.
nlohmann::json describe_tuned(nlohmann::json tuned);

/// Reads <run>/best.safetensors and builds the network.
/// @throws ArtifactError: as read_network_file, tensors that don't fit the network, not a network of next
/// songs
TrainedNextSongModel load_next_song_model(const std::filesystem::path& run_directory);

/// @throws DataError: the model's catalogue is another one
void check_catalogue(const TrainedNextSongModel& model, const std::string& catalogue_digest,
                     const std::filesystem::path& data);

}  // namespace affekt
