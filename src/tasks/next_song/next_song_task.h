// The next song of a stream from what it played so far: the task of the network of songs.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "models/sequence/next_song_network.h"
#include "store/listening/listening_data.h"
#include "tasks/next_song/next_song_batches.h"
#include "tasks/next_song/validation_plays.h"
#include "tasks/task.h"

namespace affekt {

/// What a network of songs is validated by: mrr_at_20, hit_rate_at_20, loss.
std::vector<MetricInfo> next_song_training_metrics();

class NextSongTask : public Task {
 public:
  /// @param network  made for the catalogue of `data`
  /// @throws DataError  no play of the training split has one before it
  NextSongTask(std::shared_ptr<NextSongNetwork> network, std::shared_ptr<const ListeningData> data,
               const TrainConfig& config);

  Network& network() override { return *network_; }
  int64_t steps_per_epoch() const override { return num_steps_; }
  /// Plays that are foreseen.
  int64_t num_training_samples() const override;
  int64_t num_validation_samples() const override { return static_cast<int64_t>(validation_.targets.size()); }
  const ValidationPlays& validation_plays() const { return validation_; }
  std::vector<MetricInfo> metrics() const override { return next_song_training_metrics(); }
  std::unique_ptr<TrainingEpoch> start_epoch(int64_t epoch, int64_t first_step) override;
  /// On each play of the validation split that has a play before it, no training duplicate, and a song that
  /// training plays, too: the
  /// full ranking of those songs; equal scores share their mean rank.
  std::map<std::string, double> validate() override;
  std::map<std::string, torch::Tensor> carried_state() const override;
  void restore_carried_state(const std::map<std::string, torch::Tensor>& state) override;

 private:
  friend class NextSongEpoch;

  std::shared_ptr<NextSongNetwork> network_;
  std::shared_ptr<const ListeningData> data_;
  TrainConfig config_;
  SequenceLoaderOptions loader_;
  NextSongBatchMaker batches_;
  std::vector<PlayWindow> runs_;
  int64_t num_steps_ = 0;
  ValidationPlays validation_;
  RecurrentState carried_;  // with carry_state, of the steps so far of the epoch in work
};

}  // namespace affekt
