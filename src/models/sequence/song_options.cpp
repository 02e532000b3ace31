#include "models/sequence/song_options.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace affekt {

FeatureScale compute_feature_scale(const SongOptions& songs) {
  const auto num_features = static_cast<size_t>(songs.num_features);
  FeatureScale scale;
  scale.mean.assign(num_features, 0);
  scale.deviation.assign(num_features, 1);
  if (songs.features.empty()) return scale;
  for (size_t d = 0; d < num_features; ++d) {
    double count = 0, sum = 0, squares = 0;
    for (size_t v = 0; v < songs.play_counts.size(); ++v) {
      const double x = songs.features[v * num_features + d];
      if (std::isnan(x) || songs.play_counts[v] == 0) continue;
      ++count, sum += x, squares += x * x;
    }
    if (count == 0) continue;
    scale.mean[d] = sum / count;
    const double variance = squares / count - scale.mean[d] * scale.mean[d];
    // What is left of a constant is rounding.
    const double rounding = 1e-10 * std::max(1.0, scale.mean[d] * scale.mean[d]);
    if (variance > rounding) scale.deviation[d] = std::sqrt(variance);
  }
  return scale;
}

}  // namespace affekt
