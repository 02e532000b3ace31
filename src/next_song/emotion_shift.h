// Emotion in the choice of songs: a ranking shifted towards a wanted valence and arousal.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "next_song/song_ranker.h"

namespace affekt {

/// A point of the circumplex, in the scale of the songs it is compared with.
struct Mood {
  double valence = 0, arousal = 0;
};

/// Where the songs lie. Both columns may have scales of their own.
struct CatalogueMoods {
  std::vector<float> valence, arousal;  // [V]; NaN: not known
};

/// Two columns of the catalogue's features, such as Spotify's "valence" and "energy", both in [0, 1].
/// @throws ConfigError  for a column that the catalogue does not have
CatalogueMoods read_song_moods(const ListeningCatalogue& catalogue, const std::string& valence,
                               const std::string& arousal);

/// score' = score * exp(-strength * (d - d_min)). d is the distance of a song's mood to the wanted one, each
/// axis in standard deviations of the known songs; d_min is the smallest d of a song with a score, which only
/// keeps the numbers in range. A song whose mood is not known has the mean d of those that are. Strength 0
/// changes nothing; a song without a score gets none, however well it fits.
class EmotionShift {
 public:
  static constexpr double kMaxStrength = 16;

  /// @throws DataError  if fewer than two songs have a mood, or all have the same
  explicit EmotionShift(CatalogueMoods moods);

  bool is_known(int32_t song) const;
  /// The mean of the songs that are known; false if none is. @param songs  [num_songs]
  bool find_mean_mood(const int32_t* songs, int64_t num_songs, Mood& mood) const;
  /// The known songs' mean, and the deviation of each axis.
  const Mood& mean() const { return mean_; }
  const Mood& deviation() const { return deviation_; }

  /// d of every song. @param distances  [V], overwritten
  void measure_distances(const Mood& wanted, std::vector<float>& distances) const;
  /// @param strength  0..kMaxStrength, per standard deviation  @param scores  [V], shifted in place
  void shift(const std::vector<float>& distances, double strength, std::vector<float>& scores) const;

 private:
  CatalogueMoods moods_;
  Mood mean_, deviation_;
};

}  // namespace affekt
