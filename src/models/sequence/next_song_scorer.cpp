#include "models/sequence/next_song_scorer.h"

#include <algorithm>
#include <limits>

#include "core/error.h"

namespace affekt {
namespace {

/// As long as it lives, a module is in eval mode.
class InEvalMode {
 public:
  explicit InEvalMode(torch::nn::Module& module) : module_(module), was_training_(module.is_training()) {
    if (was_training_) module_.eval();
  }
  ~InEvalMode() {
    if (was_training_) module_.train();
  }
  InEvalMode(const InEvalMode&) = delete;
  InEvalMode& operator=(const InEvalMode&) = delete;

 private:
  torch::nn::Module& module_;
  bool was_training_;
};

}  // namespace

NextSongScorer::NextSongScorer(NextSongNetwork& network)
    : NextSongScorer(network, std::make_shared<const CandidateSongs>(
                                  make_all_candidates(network.artists(), network.num_artists()))) {}

NextSongScorer::NextSongScorer(NextSongNetwork& network, std::shared_ptr<const CandidateSongs> candidates)
    : network_(network),
      candidates_(std::move(candidates)),
      artists_(network.artists()),
      shares_(network.play_shares()) {
  const torch::NoGradGuard no_grad;
  vectors_ = network.score_vectors(*candidates_);
  bias_ = network.score_bias(*candidates_);
  columns_ = torch::empty({network.num_songs()}, torch::kInt64);
  for (int64_t song = 0; song < network.num_songs(); ++song) {
    const int64_t column = candidates_->column_of(song);
    columns_.data_ptr<int64_t>()[song] = column < 0 ? candidates_->count() : column;
  }
}

torch::Tensor NextSongScorer::score_candidates(const std::vector<PlaySpan>& histories,
                                               const torch::Tensor& emotion) const {
  const torch::NoGradGuard no_grad;
  SongScores scores;
  scores.hidden = network_.project(read_last_plays(histories, emotion));
  scores.vectors = vectors_;
  scores.bias = bias_;
  if (network_.config().history_bias) {
    auto entries = std::make_shared<SongAndArtistEntries>();
    HistoryWindow window(artists_, network_.num_artists(), network_.config().history_plays);
    for (const PlaySpan& plays : histories) {
      window.move_to(plays);
      append_history_row(window, *candidates_, shares_, network_.history_cells(), *entries);
    }
    scores.history = network_.history_scores(entries);
  }
  return compute_scores(scores);
}

torch::Tensor NextSongScorer::score(const std::vector<PlaySpan>& histories,
                                    const torch::Tensor& emotion) const {
  const auto scores = score_candidates(histories, emotion);
  const auto none =
      torch::full({scores.size(0), 1}, -std::numeric_limits<float>::infinity(), scores.options());
  return torch::cat({scores, none}, 1).index_select(1, columns_.to(scores.device()));
}

torch::Tensor NextSongScorer::read_last_plays(const std::vector<PlaySpan>& histories,
                                              const torch::Tensor& emotion) const {
  const auto num_rows = static_cast<int64_t>(histories.size());
  int64_t length = 1;
  for (const PlaySpan& plays : histories)
    length = std::max(length, std::min(plays.count, network_.config().context_plays));
  NextSongNetwork::Steps steps;
  steps.songs = torch::zeros({length, num_rows}, torch::kInt64);
  auto last = torch::zeros({num_rows}, torch::kInt64);  // row of [L * N] that each history ends at
  auto has_plays = torch::ones({num_rows, 1});
  for (int64_t i = 0; i < num_rows; ++i) {
    const PlaySpan& plays = histories[static_cast<size_t>(i)];
    const int64_t count = std::min(plays.count, length);
    for (int64_t t = 0; t < count; ++t)
      steps.songs.data_ptr<int64_t>()[t * num_rows + i] = plays.songs[plays.count - count + t];
    last.data_ptr<int64_t>()[i] = std::max<int64_t>(0, count - 1) * num_rows + i;
    if (count == 0) has_plays.data_ptr<float>()[i] = 0;
  }
  const auto device = bias_.device();
  steps.songs = steps.songs.to(device);
  // The wish is about the next song: the network is told at the last play.
  if (emotion.defined()) {
    steps.emotion =
        torch::full({length * num_rows, 2}, std::numeric_limits<float>::quiet_NaN(), emotion.options());
    steps.emotion.index_copy_(0, last.to(emotion.device()), emotion);
    steps.emotion = steps.emotion.view({length, num_rows, 2}).to(device);
  }
  const InEvalMode eval_mode(network_);
  const auto hidden = network_.read_plays(steps).steps.flatten(0, 1);  // [L * N, H]
  return hidden.index_select(0, last.to(device)) * has_plays.to(device);
}

}  // namespace affekt
