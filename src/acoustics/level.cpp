#include "acoustics/level.h"

#include <algorithm>
#include <cmath>

namespace affekt {
namespace {

std::vector<float> smooth_over_five(const std::vector<float>& values) {
  std::vector<float> smooth(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t begin = i < 2 ? 0 : i - 2, end = std::min(values.size(), i + 3);
    float sum = 0;
    for (size_t j = begin; j < end; ++j) sum += values[j];
    smooth[i] = sum / static_cast<float>(end - begin);
  }
  return smooth;
}

}  // namespace

LevelContours compute_level_contours(const std::vector<float>& wave, double sample_rate_hz,
                                     const FrameGrid& grid) {
  const auto num_samples = static_cast<int64_t>(wave.size());
  LevelContours contours;
  for (int64_t i = 0; i < grid.num_frames; ++i) {
    const int64_t begin = i * grid.hop, end = std::min(num_samples, begin + grid.length);
    double energy = 0;
    int64_t crossings = 0;
    for (int64_t j = begin; j < end; ++j) {
      const float x = wave[static_cast<size_t>(j)];
      energy += static_cast<double>(x) * x;
      if (j > begin) crossings += (x < 0) != (wave[static_cast<size_t>(j - 1)] < 0);
    }
    const double level = 10 * std::log10(energy / static_cast<double>(grid.length));  // -inf in silence
    contours.level_db.push_back(std::max(kMinLevelDb, static_cast<float>(level)));
    contours.crossings_per_s.push_back(static_cast<float>(static_cast<double>(crossings) * sample_rate_hz /
                                                          static_cast<double>(grid.length - 1)));
  }
  return contours;
}

int64_t count_level_peaks(const std::vector<float>& level_db, float min_db, float min_rise_db) {
  const std::vector<float> smooth = smooth_over_five(level_db);
  int64_t num_peaks = 0;
  bool rising = false;            // far enough above the last dip, so that the next maximum is a peak
  float lowest = 0, highest = 0;  // since the last peak; since the last dip
  for (size_t i = 0; i < smooth.size(); ++i) {
    const float level = smooth[i];
    if (i == 0) lowest = highest = level;
    if (rising) {
      highest = std::max(highest, level);
      if (level > highest - min_rise_db) continue;
      num_peaks += highest >= min_db;
      rising = false;
      lowest = level;
    } else {
      lowest = std::min(lowest, level);
      if (level >= lowest + min_rise_db) {
        rising = true;
        highest = level;
      }
    }
  }
  return num_peaks + (rising && highest >= min_db);
}

}  // namespace affekt
