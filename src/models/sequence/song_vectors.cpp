#include "models/sequence/song_vectors.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace affekt {
namespace {

/// Deviation of the embeddings' first values: a song that was played once or twice stays near its artist.
constexpr double kEmbeddingStd = 0.05;

/// Normal rows where there is something to learn from, else zeros. @param plays  empty: not known
torch::Tensor draw_embedding(const std::vector<int64_t>& plays, int64_t count, int64_t size) {
  auto rows = torch::randn({count, size}).mul_(kEmbeddingStd);
  float* values = rows.data_ptr<float>();
  for (size_t i = 0; i < plays.size(); ++i)
    if (plays[i] == 0) std::fill_n(values + static_cast<int64_t>(i) * size, size, 0.0f);
  return rows;
}

torch::Tensor standardize_features(const SongOptions& songs) {
  const int64_t num_features = songs.num_features;
  auto result = torch::zeros({songs.num_songs, num_features + 1});
  const FeatureScale scale = compute_feature_scale(songs);
  float* row = result.data_ptr<float>();
  const float* raw = songs.features.data();
  for (size_t v = 0; v < songs.features.size() / static_cast<size_t>(num_features); ++v) {
    int64_t num_known = 0;
    for (int64_t d = 0; d < num_features; ++d) {
      if (std::isnan(raw[d])) continue;
      const auto i = static_cast<size_t>(d);
      row[d] = static_cast<float>((raw[d] - scale.mean[i]) / scale.deviation[i]);
      ++num_known;
    }
    row[num_features] = static_cast<float>(num_known) / static_cast<float>(num_features);
    row += num_features + 1;
    raw += num_features;
  }
  return result;
}

template <class Number>
torch::Tensor to_int64_tensor(const std::vector<Number>& values, int64_t count) {
  auto tensor = torch::zeros({count}, torch::kInt64);
  std::copy(values.begin(), values.end(), tensor.data_ptr<int64_t>());
  return tensor;
}

}  // namespace

SongVectors::SongVectors(const SongOptions& songs, int64_t size, bool use_artists, bool use_features) {
  embedding_ = register_parameter("embedding", draw_embedding(songs.play_counts, songs.num_songs, size));
  if (use_artists) {
    std::vector<int64_t> artist_plays(songs.artists.empty() ? 0 : static_cast<size_t>(songs.num_artists));
    for (size_t v = 0; v < songs.artists.size(); ++v)
      artist_plays[static_cast<size_t>(songs.artists[v])] += songs.play_counts[v];
    artist_embedding_ =
        register_parameter("artist_embedding", draw_embedding(artist_plays, songs.num_artists, size));
  }
  artists_ = register_buffer("artists", to_int64_tensor(songs.artists, songs.num_songs));
  play_counts_ = register_buffer("play_counts", to_int64_tensor(songs.play_counts, songs.num_songs));
  if (use_features && songs.num_features > 0) {
    features_ = register_buffer("features", standardize_features(songs));
    feature_weight_ = register_parameter("feature_weight",
                                         torch::randn({size, songs.num_features + 1}).mul_(kEmbeddingStd));
  }
}

torch::Tensor SongVectors::forward(const torch::Tensor& songs) const {
  const auto rows_of = [&](const torch::Tensor& table, const torch::Tensor& rows) {
    return torch::embedding(table, rows, /*padding_idx=*/-1, /*scale_grad_by_freq=*/false, is_sparse_);
  };
  auto vectors = rows_of(embedding_, songs);  // [n, D]
  if (artist_embedding_.defined())
    vectors = vectors + rows_of(artist_embedding_, artists_.index_select(0, songs));
  if (feature_weight_.defined())
    vectors = vectors + torch::matmul(features_.index_select(0, songs), feature_weight_.t());
  return vectors;
}

}  // namespace affekt
