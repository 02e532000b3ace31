#include "models/sequence/next_song_network.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/error.h"
#include "models/sequence/next_song_scorer.h"

namespace affekt {
namespace {

template <class Number>
std::vector<Number> to_vector(const torch::Tensor& int64_tensor) {
  const auto host = int64_tensor.to(torch::kCPU).contiguous();
  const int64_t* values = host.data_ptr<int64_t>();
  std::vector<Number> result(static_cast<size_t>(host.numel()));
  std::transform(values, values + host.numel(), result.begin(),
                 [](int64_t value) { return static_cast<Number>(value); });
  return result;
}

torch::Tensor column_songs(const CandidateSongs& candidates, const torch::Device& device) {
  return torch::tensor(candidates.songs(), torch::kInt64).to(device);
}

void check_emotion_features(const SongOptions& songs) {
  if (songs.valence_feature >= 0 && songs.arousal_feature >= 0) return;
  throw ConfigError(
      "model.sequence.emotion_context: expected a catalogue with the features valence, and arousal or "
      "energy, "
      "got one without; set it to false, or join the catalogue with features");
}

}  // namespace

PlayShares compute_play_shares(const std::vector<int64_t>& play_counts, const std::vector<int32_t>& artists,
                               int64_t num_artists) {
  constexpr double kAdded = 0.5;
  double total = kAdded * static_cast<double>(play_counts.size());
  for (const int64_t count : play_counts) total += static_cast<double>(count);
  PlayShares shares;
  std::vector<double> artist_sums(static_cast<size_t>(num_artists));
  for (size_t v = 0; v < play_counts.size(); ++v) {
    const double share = (static_cast<double>(play_counts[v]) + kAdded) / total;
    shares.songs.push_back(static_cast<float>(share));
    artist_sums[static_cast<size_t>(artists[v])] += share;
  }
  shares.artists.assign(artist_sums.begin(), artist_sums.end());
  return shares;
}

NextSongNetwork::NextSongNetwork(const NetworkOptions& options)
    : config_(options.model.sequence),
      dropout_(options.model.dropout),
      num_songs_(options.songs.num_songs),
      num_artists_(options.songs.num_artists),
      cells_(config_.history_plays) {
  const SongOptions& songs = options.songs;
  AFFEKT_CHECK(num_songs_ > 0 && num_artists_ > 0, "a catalogue has songs");
  const int64_t size = config_.embedding_size;
  const auto make_vectors = [&] {
    return std::make_shared<SongVectors>(songs, size, config_.use_artists, config_.use_features);
  };
  songs_ = register_module("songs", make_vectors());
  if (!config_.tie_weights) output_songs_ = register_module("output_songs", make_vectors());
  if (config_.emotion_context) {
    check_emotion_features(songs);
    emotion_weight_ = register_parameter("emotion_weight", torch::randn({size, 3}).mul_(0.1));
    const FeatureScale scale = compute_feature_scale(songs);
    emotion_mean_ = register_buffer("emotion_mean", torch::zeros({2}));
    emotion_deviation_ = register_buffer("emotion_deviation", torch::ones({2}));
    const int64_t columns[] = {songs.valence_feature, songs.arousal_feature};
    for (int64_t i = 0; i < 2; ++i) {
      emotion_mean_[i] = scale.mean.at(static_cast<size_t>(columns[i]));
      emotion_deviation_[i] = scale.deviation.at(static_cast<size_t>(columns[i]));
    }
  }
  RecurrentOptions layers;
  layers.cell = config_.cell;
  layers.input_size = size;
  layers.hidden_size = config_.hidden_size;
  layers.num_layers = config_.num_layers;
  layers.dropout = dropout_;
  recurrent_ = register_module("recurrent", std::make_shared<RecurrentLayers>(layers));
  if (config_.hidden_size != size) {
    const double bound = 1 / std::sqrt(static_cast<double>(config_.hidden_size));
    projection_ =
        register_parameter("projection", torch::empty({size, config_.hidden_size}).uniform_(-bound, bound));
  }
  auto first_bias = torch::zeros({num_songs_});
  if (!songs.play_counts.empty()) {
    const PlayShares shares = compute_play_shares(songs.play_counts, songs.artists, num_artists_);
    for (int64_t v = 0; v < num_songs_; ++v)
      first_bias.data_ptr<float>()[v] = std::log(shares.songs[static_cast<size_t>(v)]);
  }
  bias_ = register_parameter("bias", first_bias);
  if (config_.history_bias) {
    song_history_ = register_module("song_history", std::make_shared<HistoryTerm>(cells_.num_age_steps()));
    artist_history_ =
        register_module("artist_history", std::make_shared<HistoryTerm>(cells_.num_age_steps()));
  }
}

std::vector<TensorSpec> NextSongNetwork::inputs() const {
  std::vector<TensorSpec> specs = {
      {"songs", DType::kInt64, {{0, "N"}, {0, "L"}}, "indices into the catalogue, oldest first, then zeros"},
      {"lengths", DType::kInt64, {{0, "N"}}, "how many of the row are plays"}};
  if (config_.emotion_context)
    specs.push_back({"emotion",
                     DType::kFloat32,
                     {{0, "N"}, {2, ""}},
                     "wanted valence and arousal, in the units of the catalogue's features; NaN: any"});
  return specs;
}

std::vector<TensorSpec> NextSongNetwork::outputs() const {
  return {{"scores", DType::kFloat32, {{0, "N"}, {num_songs_, "V"}}, "higher is more likely the next song"}};
}

TensorMap NextSongNetwork::forward(const TensorMap& inputs) {
  const auto songs = inputs.at("songs").to(torch::kCPU, torch::kInt32).contiguous();  // [N, L]
  const auto lengths = inputs.at("lengths").to(torch::kCPU).contiguous();
  std::vector<PlaySpan> histories;
  for (int64_t i = 0; i < songs.size(0); ++i) {
    const int64_t length = lengths.data_ptr<int64_t>()[i];
    AFFEKT_CHECK(length >= 0 && length <= songs.size(1), "a row holds its plays");
    histories.push_back({songs.data_ptr<int32_t>() + i * songs.size(1), length});
  }
  const auto emotion = inputs.find("emotion");
  const NextSongScorer scorer(*this);
  return {{"scores", scorer.score(histories, emotion == inputs.end() ? torch::Tensor() : emotion->second)}};
}

GraphValues NextSongNetwork::describe_graph(GraphSink&, const GraphValues&) const {
  throw std::logic_error("the graph of a network of songs is not made of the sink's operators");
}

NextSongNetwork::Hidden NextSongNetwork::read_plays(const Steps& steps, const RecurrentState& state) {
  const int64_t length = steps.songs.size(0), num_rows = steps.songs.size(1);
  auto x = songs_->forward(steps.songs.flatten()).view({length, num_rows, -1});  // [L, N, D]
  if (emotion_weight_.defined() && steps.emotion.defined()) {
    const auto known = steps.emotion.isnan().any(2, /*keepdim=*/true).logical_not();  // [L, N, 1]
    const auto wish = (steps.emotion - emotion_mean_) / emotion_deviation_;
    const auto told = torch::where(known, torch::cat({wish, torch::ones_like(wish.narrow(2, 0, 1))}, 2),
                                   torch::zeros({}, wish.options()));  // [L, N, 3]
    x = x + torch::matmul(told, emotion_weight_.t());
  }
  x = torch::dropout(x, config_.embedding_dropout, is_training());
  auto out = recurrent_->forward(x, state);
  return {torch::dropout(out.steps, dropout_, is_training()), out.state};
}

torch::Tensor NextSongNetwork::project(const torch::Tensor& hidden) const {
  return projection_.defined() ? torch::matmul(hidden, projection_.t()) : hidden;
}

torch::Tensor NextSongNetwork::score_vectors(const CandidateSongs& candidates) const {
  return (output_songs_ ? output_songs_ : songs_)->forward(column_songs(candidates, bias_.device()));
}

torch::Tensor NextSongNetwork::score_bias(const CandidateSongs& candidates) const {
  return bias_.index_select(0, column_songs(candidates, bias_.device()));
}

std::vector<HistoryScores> NextSongNetwork::history_scores(
    std::shared_ptr<const SongAndArtistEntries> entries) const {
  if (!song_history_) return {};
  const auto part = [&](const HistoryTerm& term, const HistoryEntries& of) {
    const std::shared_ptr<const HistoryEntries> kept(entries, &of);
    return HistoryScores{kept, term.forward(kept)};
  };
  return {part(*song_history_, entries->songs), part(*artist_history_, entries->artists)};
}

SongScores NextSongNetwork::prepare_scores(const torch::Tensor& hidden, const CandidateSongs& candidates,
                                           std::shared_ptr<const SongAndArtistEntries> entries) const {
  return {project(hidden), score_vectors(candidates), score_bias(candidates),
          history_scores(std::move(entries)), compute_dtype()};
}

std::vector<int32_t> NextSongNetwork::artists() const {
  return to_vector<int32_t>(songs_->artists());
}

std::vector<int64_t> NextSongNetwork::play_counts() const {
  return to_vector<int64_t>(songs_->play_counts());
}

PlayShares NextSongNetwork::play_shares() const {
  return compute_play_shares(play_counts(), artists(), num_artists_);
}

void NextSongNetwork::set_sparse_gradients(bool sparse) {
  songs_->set_sparse_gradients(sparse);
  if (output_songs_) output_songs_->set_sparse_gradients(sparse);
}

}  // namespace affekt
