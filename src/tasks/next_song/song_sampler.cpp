#include "tasks/next_song/song_sampler.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "tasks/next_song/listening_songs.h"

namespace affekt {

SongSampler::SongSampler(std::vector<int64_t> play_counts, double power)
    : play_counts_(std::move(play_counts)), warm_songs_(list_warm_songs(play_counts_)), power_(power) {
  AFFEKT_CHECK(!warm_songs_.empty(), "there must be songs to draw");
  double sum = 0;
  for (const int64_t song : warm_songs_) {
    const auto plays = static_cast<double>(play_counts_[static_cast<size_t>(song)]);
    num_plays_ += plays;
    cumulative_.push_back(sum += std::pow(plays, power));
  }
}

SampledSongs SongSampler::draw(RandomStream& stream, int64_t count, const std::vector<int32_t>& batch) const {
  SampledSongs sampled;
  if (count >= static_cast<int64_t>(warm_songs_.size())) {
    sampled.songs = warm_songs_;
    sampled.log_inclusion.assign(warm_songs_.size(), 0);
    return sampled;
  }
  sampled.songs.assign(batch.begin(), batch.end());
  for (int64_t i = 0; i < count; ++i) {
    const auto found =
        std::upper_bound(cumulative_.begin(), cumulative_.end(), stream.uniform(0, cumulative_.back()));
    const auto place =
        std::min<size_t>(static_cast<size_t>(found - cumulative_.begin()), warm_songs_.size() - 1);
    sampled.songs.push_back(warm_songs_[place]);
  }
  std::sort(sampled.songs.begin(), sampled.songs.end());
  sampled.songs.erase(std::unique(sampled.songs.begin(), sampled.songs.end()), sampled.songs.end());
  for (const int64_t song : sampled.songs) {
    const auto plays = static_cast<double>(play_counts_[static_cast<size_t>(song)]);
    const double q = std::pow(plays, power_) / cumulative_.back(), p = plays / num_plays_;
    const double log_missing =
        static_cast<double>(count) * std::log1p(-q) + static_cast<double>(batch.size()) * std::log1p(-p);
    sampled.log_inclusion.push_back(std::log(-std::expm1(log_missing)));
  }
  return sampled;
}

}  // namespace affekt
