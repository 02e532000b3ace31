// A few recordings for tests that need sound but no data set.
#pragma once

#include <cmath>
#include <string>

#include "core/random_stream.h"
#include "store/prepared_file.h"

namespace affekt::testing_support {

/// Tones in noise whose frequency tells the class, of 0.3 s to 0.5 s: learnable, not trivial. Labels go round
/// the classes, groups round `num_groups`.
inline WaveformSamples make_tiny_waveforms(int64_t count, int num_classes, int64_t num_groups, Split split,
                                           uint64_t seed) {
  constexpr double kTau = 6.283185307179586;
  WaveformSamples samples;
  RandomStream stream(seed, "tiny waveforms");
  for (int64_t i = 0; i < count; ++i) {
    const auto label = static_cast<int32_t>(i % num_classes);
    const auto length = 4800 + static_cast<int64_t>(stream.below(3200));
    const double hz = 300.0 * (label + 1) * stream.uniform(0.95, 1.05);
    for (int64_t t = 0; t < length; ++t)
      samples.waves.push_back(static_cast<int16_t>(
          8000 * std::sin(kTau * hz * static_cast<double>(t) / 16000) + 1500 * stream.normal()));
    samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
    samples.labels.push_back(label);
    samples.splits.push_back(split);
    samples.source_ids.push_back(std::string(split_name(split)) + "/" + std::to_string(i) + ".wav");
    samples.groups.push_back("speaker " + std::to_string(i % num_groups));
    samples.has_train_duplicate.push_back(0);
  }
  samples.num_samples = count;
  return samples;
}

}  // namespace affekt::testing_support
