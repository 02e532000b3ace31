// `next_song_rnn`: the songs that a stream played so far -> a score for each song of the catalogue.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "models/model_table.h"
#include "models/network.h"
#include "models/sequence/history_term.h"
#include "models/sequence/recurrent_layers.h"
#include "models/sequence/song_scores.h"
#include "models/sequence/song_vectors.h"

namespace affekt {

/// x_t = vector(song_t) (+ emotion_weight * (valence, arousal, 1)); h_t = layers(x_1 .. x_t);
/// scores_v = projection(h_t) . vector(v) + bias_v + history(v)
///
/// After GRU4Rec (Hidasi and Karatzoglou, 2018) with an LSTM by default; vectors and history are described in
/// SongVectors and HistoryTerm. bias_v begins at the logarithm of the song's share of all training plays.
/// The layers read the last model.sequence.context_plays plays, the history its last history_plays.
///
/// Inputs: "songs" int64 [N, L], indices into the catalogue, oldest first, the rest of a row 0; "lengths"
/// int64 [N]; with emotion_context "emotion" float32 [N, 2], the wanted valence and arousal of the next song,
/// in the units of the catalogue, NaN: any. Output: "scores" float32 [N, V].
/// Tensors: "songs.*" (SongVectors), "output_songs.*" without tie_weights, "emotion_weight" [D, 3],
/// "recurrent.*" (RecurrentLayers), "projection" [D, H] where the sizes differ, "bias" [V],
/// "song_history.*", "artist_history.*" (HistoryTerm); buffers "emotion_mean", "emotion_deviation" [2].
class NextSongNetwork : public Network {
 public:
  /// @throws ConfigError  emotion_context without such features in the catalogue
  explicit NextSongNetwork(const NetworkOptions& options);
  std::vector<TensorSpec> inputs() const override;
  std::vector<TensorSpec> outputs() const override;
  /// Rows of length 0 give the scores of songs without any history.
  TensorMap forward(const TensorMap& inputs) override;
  using Network::forward;
  GraphValues describe_graph(GraphSink& sink, const GraphValues& inputs) const override;

  /// What is read and where it ends: L plays of N rows.
  struct Steps {
    torch::Tensor songs;    // int64 [L, N]
    torch::Tensor emotion;  // float32 [L, N, 2], raw; not defined: any
  };
  struct Hidden {
    torch::Tensor steps;  // [L, N, H], behind the dropout
    RecurrentState state;
  };
  /// @param state  not defined: empty
  Hidden read_plays(const Steps& steps, const RecurrentState& state = {});

  /// What the scores of these candidates are computed from, for hidden states [P, H].
  /// @param entries  of P rows; without history_bias it isn't looked at and may be null
  SongScores prepare_scores(const torch::Tensor& hidden, const CandidateSongs& candidates,
                            std::shared_ptr<const SongAndArtistEntries> entries) const;
  /// The candidates' vectors and biases alone: prepare_scores for many blocks of rows.
  torch::Tensor score_vectors(const CandidateSongs& candidates) const;  // [C, D]
  torch::Tensor score_bias(const CandidateSongs& candidates) const;     // [C]
  torch::Tensor project(const torch::Tensor& hidden) const;             // [P, H] -> [P, D]
  std::vector<HistoryScores> history_scores(std::shared_ptr<const SongAndArtistEntries> entries) const;

  const SequenceModelConfig& config() const { return config_; }
  int64_t num_songs() const { return num_songs_; }
  int64_t num_artists() const { return num_artists_; }
  /// From the buffers, so as the weights that were read say.
  std::vector<int32_t> artists() const;      // [V]
  std::vector<int64_t> play_counts() const;  // [V], in training
  PlayShares play_shares() const;
  const HistoryCells& history_cells() const { return cells_; }

  void set_sparse_gradients(bool sparse);
  const std::shared_ptr<RecurrentLayers>& recurrent() const { return recurrent_; }
  const std::shared_ptr<SongVectors>& songs() const { return songs_; }
  /// Null without history_bias.
  const std::shared_ptr<HistoryTerm>& song_history() const { return song_history_; }
  const std::shared_ptr<HistoryTerm>& artist_history() const { return artist_history_; }

 private:
  SequenceModelConfig config_;
  double dropout_;
  int64_t num_songs_, num_artists_;
  HistoryCells cells_;
  std::shared_ptr<SongVectors> songs_, output_songs_;
  std::shared_ptr<RecurrentLayers> recurrent_;
  std::shared_ptr<HistoryTerm> song_history_, artist_history_;
  torch::Tensor emotion_weight_, emotion_mean_, emotion_deviation_, projection_, bias_;
};

/// Of all training plays, with half a play added to each song so that none has 0.
PlayShares compute_play_shares(const std::vector<int64_t>& play_counts, const std::vector<int32_t>& artists,
                               int64_t num_artists);

}  // namespace affekt
