// Training batches of next songs, all that can be made before the network is asked: plays, candidates, what
// the history says, wishes.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "config/experiment_config.h"
#include "data/sequence_loader.h"
#include "models/sequence/next_song_network.h"
#include "tasks/next_song/song_sampler.h"

namespace affekt {

struct NextSongBatch {
  SequenceBatch plays;                                  // P targets
  torch::Tensor emotion;                                // float32 [L, N, 2], NaN: any; not defined without
  std::shared_ptr<const CandidateSongs> candidates;     // C songs
  torch::Tensor log_inclusion;                          // float32 [C], as SampledSongs; not defined: all 0
  std::vector<int32_t> target_columns;                  // [P]
  std::shared_ptr<const SongAndArtistEntries> entries;  // P rows; null without history
};

/// Depends on data, network and config alone, so that any batch can be made again.
class NextSongBatchMaker {
 public:
  /// @param network  whose catalogue and history it takes; not kept
  NextSongBatchMaker(std::shared_ptr<const ListeningData> data, const NextSongNetwork& network,
                     const TrainConfig& config);

  /// The songs that training plays: the candidates of full_softmax.
  const std::shared_ptr<const CandidateSongs>& warm_candidates() const { return warm_candidates_; }
  /// A history to hand over to make(): it may be used for one batch after the other.
  HistoryWindow make_history() const { return {artists_, num_artists_, history_plays_}; }
  /// Draws are from (seed, "negatives", epoch, step) and (seed, "emotion", epoch, step).
  NextSongBatch make(const std::vector<PlayWindow>& windows, int64_t epoch, int64_t step,
                     HistoryWindow& history) const;

 private:
  std::shared_ptr<const SongAndArtistEntries> list_history(const NextSongBatch& batch,
                                                           HistoryWindow& history) const;
  torch::Tensor draw_wishes(const SequenceBatch& plays, RandomStream& stream) const;

  std::shared_ptr<const ListeningData> data_;
  NextSongTrainConfig config_;
  uint64_t seed_;
  std::vector<int32_t> artists_;
  int64_t num_artists_, history_plays_;
  PlayShares shares_;
  HistoryCells cells_;
  bool has_history_;
  std::shared_ptr<const CandidateSongs> warm_candidates_;
  SongSampler sampler_;
  std::vector<float> wishes_;  // [V, 2], raw, NaN: not known; empty without emotion_context
  double wish_deviations_[2] = {1, 1};
};

}  // namespace affekt
