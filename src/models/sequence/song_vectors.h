// A song as a vector: its own embedding, its artist's, and a linear map of its audio features.
#pragma once

#include <torch/torch.h>

#include <cstdint>

#include "models/sequence/song_options.h"

namespace affekt {

/// embedding[v] + artist_embedding[artist of v] + feature_weight * features[v].
///
/// Songs and artists that no training sequence has begin, and stay, at an embedding of zero: such a song's
/// vector comes from its artist and its features alone.
/// Parameters: "embedding" [V, D]; "artist_embedding" [number of artists, D] with use_artists;
/// "feature_weight" [D, F + 1] with use_features. Buffers: "artists" int64 [V]; "play_counts" int64 [V], in
/// training; "features" [V, F + 1] with use_features: standardised, 0 where a value is not known, and last
/// the share of the row that is known.
class SongVectors : public torch::nn::Module {
 public:
  SongVectors(const SongOptions& songs, int64_t size, bool use_artists, bool use_features);

  /// @param songs  int64 [n] @return float32 [n, D]
  torch::Tensor forward(const torch::Tensor& songs) const;
  /// With them, gradients of embeddings hold only the rows that were used: for losses that see few songs.
  void set_sparse_gradients(bool sparse) { is_sparse_ = sparse; }

  const torch::Tensor& artists() const { return artists_; }
  const torch::Tensor& play_counts() const { return play_counts_; }

 private:
  torch::Tensor embedding_, artist_embedding_, feature_weight_, artists_, play_counts_, features_;
  bool is_sparse_ = false;
};

}  // namespace affekt
