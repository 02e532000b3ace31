// An exported recommender of next songs as a ranker: histories -> scores of all songs through an engine.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "inference/engine.h"
#include "next_song/catalogue_file.h"
#include "next_song/song_ranker.h"

namespace affekt {

struct OnnxRankerInfo {
  std::string method;     // "next_song_rnn", "sequential_rules"
  int64_t num_songs = 0;  // V
  int64_t max_plays = 0;  // so many last plays count
  bool takes_emotion = false;
  std::string catalogue_digest;  // SHA-256 of the catalogue.csv that it was exported with
};

/// @throws ArtifactError: a model of something else than next songs, tensors or metadata that don't fit
OnnxRankerInfo read_onnx_ranker_info(const OnnxModel& model);

/// catalogue.csv beside the model.
/// @throws ArtifactError: it is missing or damaged, or another one than the model was exported with
CatalogueFile read_catalogue_of(const OnnxModel& model);

/// Whether data have the songs of the model in the model's order, without catalogue.csv.
/// @throws ArtifactError naming the first song that differs, if catalogue.csv is there to tell
void check_catalogue(const OnnxModel& model, const ListeningCatalogue& catalogue);

/// Calls wait for each other: an engine runs one history at a time.
class OnnxRanker : public SongRanker {
 public:
  /// @param engine  of this model  @throws as read_onnx_ranker_info
  OnnxRanker(const OnnxModel& model, std::unique_ptr<InferenceEngine> engine);

  const OnnxRankerInfo& info() const { return info_; }
  std::string name() const override { return info_.method; }
  /// With any emotion, where the model takes one.
  /// @throws DataError: a play of a song outside of the catalogue; ArtifactError, Interrupted: as the engine
  void score(const PlayHistory& history, std::vector<float>& scores) const override;
  /// The same with a wanted valence and arousal, in the units of the catalogue's features.
  /// @throws ConfigError besides: the model takes none
  void score(const PlayHistory& history, float valence, float arousal, std::vector<float>& scores) const;

 private:
  void run(const PlayHistory& history, const float* emotion, std::vector<float>& scores) const;

  const OnnxRankerInfo info_;
  const std::unique_ptr<InferenceEngine> engine_;
  mutable std::mutex mutex_;  // of the engine
};

}  // namespace affekt
