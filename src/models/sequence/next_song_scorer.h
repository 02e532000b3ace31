// Scores of a network of songs for histories, batch by batch: the candidates' vectors are made once.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "models/sequence/next_song_network.h"

namespace affekt {

/// To be made anew when the weights have changed; without gradients. The network must live as long. Safe to
/// use from several threads once the network is in eval mode; else it is put into it for each call.
class NextSongScorer {
 public:
  /// Of all songs of the catalogue.
  explicit NextSongScorer(NextSongNetwork& network);
  NextSongScorer(NextSongNetwork& network, std::shared_ptr<const CandidateSongs> candidates);

  const CandidateSongs& candidates() const { return *candidates_; }
  int64_t num_songs() const { return network_.num_songs(); }  // V

  /// The columns in the order of candidates(). @param histories  N of them, each may be empty
  /// @param emotion  float32 [N, 2] as the network takes it; not defined: any @return float32 [N, C]
  torch::Tensor score_candidates(const std::vector<PlaySpan>& histories,
                                 const torch::Tensor& emotion = {}) const;
  /// The columns in the order of the catalogue, songs that are no candidates have -infinity.
  /// @return float32 [N, V]
  torch::Tensor score(const std::vector<PlaySpan>& histories, const torch::Tensor& emotion = {}) const;

 private:
  torch::Tensor read_last_plays(const std::vector<PlaySpan>& histories, const torch::Tensor& emotion) const;

  NextSongNetwork& network_;
  std::shared_ptr<const CandidateSongs> candidates_;
  std::vector<int32_t> artists_;
  PlayShares shares_;
  torch::Tensor vectors_, bias_;  // [C, D], [C]
  torch::Tensor columns_;         // int64 [V]; C: no candidate
};

}  // namespace affekt
