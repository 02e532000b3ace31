// Songs drawn to stand for the catalogue in a training step.
#pragma once

#include <cstdint>
#include <vector>

#include "core/random_stream.h"

namespace affekt {

/// The songs of a step, with how probable it was that each is among them.
struct SampledSongs {
  std::vector<int64_t> songs;         // [C], without repetition
  std::vector<double> log_inclusion;  // [C], natural logarithm of the probability; 0: always
};

/// Draws songs that training plays, with probability ~ plays^power.
class SongSampler {
 public:
  /// @param power  0: uniform; 1: as often as they are played
  SongSampler(std::vector<int64_t> play_counts, double power);

  /// `count` draws with replacement, and all of `batch`. With at least as many draws as there are songs, all.
  ///
  /// A song of share p of the plays, drawn with probability q, is missing with (1 - q)^count from the draws
  /// and with (1 - p)^batch.size() from a batch. Sampled softmax takes the logarithm of the rest off the
  /// scores, so that it aims at the same as the softmax over all (Bengio and Senecal, 2008; of batches, Yi et
  /// al., 2019).
  /// @param batch  songs that training plays, with repetitions
  SampledSongs draw(RandomStream& stream, int64_t count, const std::vector<int32_t>& batch) const;

 private:
  std::vector<int64_t> play_counts_;  // [V]
  std::vector<int64_t> warm_songs_;   // [W]
  std::vector<double> cumulative_;    // [W], of plays^power
  double num_plays_ = 0, power_;
};

}  // namespace affekt
