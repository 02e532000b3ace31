#include "next_song/emotion_shift.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "config/choice_text.h"
#include "core/error.h"

namespace affekt {
namespace {

std::vector<float> read_column(const ListeningCatalogue& catalogue, const std::string& name) {
  const auto& names = catalogue.feature_names;
  const int64_t found = catalogue.find_feature(name);
  if (found < 0)
    throw ConfigError("songs' moods: the catalogue has no feature '" + name + "': expected " +
                      (names.empty() ? "a catalogue with features, it has none" : join_choices(names)));
  std::vector<float> column;
  const auto D = names.size();
  for (size_t at = static_cast<size_t>(found); at < catalogue.features.size(); at += D)
    column.push_back(catalogue.features[at]);
  return column;
}

struct MeanAndDeviation {
  double mean = 0, deviation = 0;
};

/// Of the values of known songs. @param is_known  [V]
MeanAndDeviation measure_axis(const std::vector<float>& values, const std::vector<uint8_t>& is_known) {
  MeanAndDeviation axis;
  double num_known = 0;
  for (size_t i = 0; i < values.size(); ++i)
    if (is_known[i] != 0) axis.mean += values[i], num_known += 1;
  axis.mean /= num_known;
  for (size_t i = 0; i < values.size(); ++i)
    if (is_known[i] != 0) axis.deviation += std::pow(values[i] - axis.mean, 2);
  axis.deviation = std::sqrt(axis.deviation / num_known);
  return axis;
}

}  // namespace

CatalogueMoods read_song_moods(const ListeningCatalogue& catalogue, const std::string& valence,
                               const std::string& arousal) {
  return {read_column(catalogue, valence), read_column(catalogue, arousal)};
}

EmotionShift::EmotionShift(CatalogueMoods moods) : moods_(std::move(moods)) {
  AFFEKT_CHECK(moods_.valence.size() == moods_.arousal.size(), "every song has both, or NaN");
  std::vector<uint8_t> known;
  int64_t num_known = 0;
  for (size_t i = 0; i < moods_.valence.size(); ++i) {
    known.push_back(is_known(static_cast<int32_t>(i)) ? 1 : 0);
    num_known += known.back();
  }
  if (num_known < 2)
    throw DataError(fmt::format("songs' moods: {} of {} songs have valence and arousal: expected at least 2",
                                num_known, known.size()));
  const MeanAndDeviation valence = measure_axis(moods_.valence, known),
                         arousal = measure_axis(moods_.arousal, known);
  if (!(valence.deviation > 0) || !(arousal.deviation > 0))
    throw DataError(std::string("songs' moods: all songs have the same ") +
                    (valence.deviation > 0 ? "arousal" : "valence") + ": expected songs that differ");
  mean_ = {valence.mean, arousal.mean};
  deviation_ = {valence.deviation, arousal.deviation};
}

bool EmotionShift::is_known(int32_t song) const {
  const auto i = static_cast<size_t>(song);
  return std::isfinite(moods_.valence[i]) && std::isfinite(moods_.arousal[i]);
}

bool EmotionShift::find_mean_mood(const int32_t* songs, int64_t num_songs, Mood& mood) const {
  Mood sum;
  int64_t num_known = 0;
  for (const int32_t* song = songs; song != songs + num_songs; ++song) {
    if (!is_known(*song)) continue;
    sum.valence += moods_.valence[static_cast<size_t>(*song)];
    sum.arousal += moods_.arousal[static_cast<size_t>(*song)];
    ++num_known;
  }
  if (num_known == 0) return false;
  mood = {sum.valence / static_cast<double>(num_known), sum.arousal / static_cast<double>(num_known)};
  return true;
}

void EmotionShift::measure_distances(const Mood& wanted, std::vector<float>& distances) const {
  distances.resize(moods_.valence.size());
  double sum = 0;
  int64_t num_known = 0;
  for (size_t i = 0; i < distances.size(); ++i) {
    const double v = (moods_.valence[i] - wanted.valence) / deviation_.valence;
    const double a = (moods_.arousal[i] - wanted.arousal) / deviation_.arousal;
    distances[i] = static_cast<float>(std::sqrt(v * v + a * a));
    if (!std::isfinite(distances[i])) continue;
    sum += distances[i];
    ++num_known;
  }
  const auto mean = static_cast<float>(sum / static_cast<double>(num_known));
  for (float& distance : distances)
    if (!std::isfinite(distance)) distance = mean;
}

void EmotionShift::shift(const std::vector<float>& distances, double strength,
                         std::vector<float>& scores) const {
  AFFEKT_CHECK(strength >= 0 && strength <= kMaxStrength, "the strength is out of range");
  AFFEKT_CHECK(distances.size() == scores.size(), "every song has a distance");
  if (strength == 0) return;
  float nearest = std::numeric_limits<float>::infinity();
  for (size_t i = 0; i < scores.size(); ++i)
    if (scores[i] > 0) nearest = std::min(nearest, distances[i]);
  for (size_t i = 0; i < scores.size(); ++i)
    if (scores[i] > 0) scores[i] *= std::exp(-static_cast<float>(strength) * (distances[i] - nearest));
}

}  // namespace affekt
