#include "tasks/next_song/next_song_batches.h"

#include <cmath>
#include <limits>

#include "tasks/next_song/listening_songs.h"

namespace affekt {

NextSongBatchMaker::NextSongBatchMaker(std::shared_ptr<const ListeningData> data,
                                       const NextSongNetwork& network, const TrainConfig& config)
    : data_(std::move(data)),
      config_(config.next_song),
      seed_(static_cast<uint64_t>(config.seed)),
      artists_(network.artists()),
      num_artists_(network.num_artists()),
      history_plays_(network.config().history_plays),
      shares_(network.play_shares()),
      cells_(network.history_cells()),
      has_history_(network.config().history_bias),
      warm_candidates_(std::make_shared<const CandidateSongs>(list_warm_songs(network.play_counts()),
                                                              artists_, num_artists_)),
      sampler_(network.play_counts(), config.next_song.sampling_power) {
  if (!network.config().emotion_context) return;
  const SongOptions songs = describe_songs(*data_);
  const FeatureScale scale = compute_feature_scale(songs);
  const int64_t columns[] = {songs.valence_feature, songs.arousal_feature};
  for (int64_t song = 0; song < songs.num_songs; ++song)
    for (const int64_t column : columns)
      wishes_.push_back(songs.features[static_cast<size_t>(song * songs.num_features + column)]);
  for (int i = 0; i < 2; ++i) wish_deviations_[i] = scale.deviation[static_cast<size_t>(columns[i])];
}

NextSongBatch NextSongBatchMaker::make(const std::vector<PlayWindow>& windows, int64_t epoch, int64_t step,
                                       HistoryWindow& history) const {
  const auto e = static_cast<uint64_t>(epoch), s = static_cast<uint64_t>(step);
  NextSongBatch batch;
  batch.plays = make_sequence_batch(data_->sequences, windows);
  batch.candidates = warm_candidates_;
  if (config_.loss != "full_softmax") {
    RandomStream stream(seed_, "negatives", e, s);
    SampledSongs sampled = sampler_.draw(stream, config_.num_sampled, batch.plays.targets);
    std::vector<std::pair<int64_t, float>> inclusion;
    auto candidates = std::make_shared<const CandidateSongs>(sampled.songs, artists_, num_artists_);
    batch.log_inclusion = torch::empty({candidates->count()});
    for (size_t i = 0; i < sampled.songs.size(); ++i)
      batch.log_inclusion.data_ptr<float>()[candidates->column_of(sampled.songs[i])] =
          static_cast<float>(sampled.log_inclusion[i]);
    batch.candidates = std::move(candidates);
  }
  for (const int32_t target : batch.plays.targets)
    batch.target_columns.push_back(batch.candidates->column_of(target));
  if (has_history_) batch.entries = list_history(batch, history);
  if (!wishes_.empty()) {
    RandomStream stream(seed_, "emotion", e, s);
    batch.emotion = draw_wishes(batch.plays, stream);
  }
  return batch;
}

std::shared_ptr<const SongAndArtistEntries> NextSongBatchMaker::list_history(const NextSongBatch& batch,
                                                                             HistoryWindow& history) const {
  auto entries = std::make_shared<SongAndArtistEntries>();
  const int32_t* songs = data_->sequences.songs.data();
  for (const PlayWindow& window : batch.plays.windows)
    for (int64_t play = window.first; play < window.end; ++play) {
      history.move_to({songs + window.stream_first, play - window.stream_first});
      append_history_row(history, *batch.candidates, shares_, cells_, *entries);
    }
  return entries;
}

torch::Tensor NextSongBatchMaker::draw_wishes(const SequenceBatch& plays, RandomStream& stream) const {
  auto emotion =
      torch::full({plays.songs.size(0), plays.songs.size(1), 2}, std::numeric_limits<float>::quiet_NaN());
  float* values = emotion.data_ptr<float>();
  for (size_t p = 0; p < plays.targets.size(); ++p) {
    if (!stream.bernoulli(config_.emotion_probability)) continue;
    for (int64_t i = 0; i < 2; ++i) {
      const float wish = wishes_[2 * static_cast<size_t>(plays.targets[p]) + static_cast<size_t>(i)];
      const double noise = config_.emotion_noise * wish_deviations_[i] * stream.normal();
      values[2 * plays.places[p] + i] = wish + static_cast<float>(noise);
    }
  }
  return emotion;
}

}  // namespace affekt
