// A few images for tests that need data but no data set.
#pragma once

#include <string>

#include "core/random_stream.h"
#include "store/prepared_file.h"

namespace affekt::testing_support {

/// Images of noise around a grey level that tells the class: learnable, not trivial. Labels go round the
/// classes.
inline ImageSamples make_tiny_samples(int64_t count, int64_t side, int num_classes, Split split,
                                      uint64_t seed) {
  ImageSamples samples;
  samples.num_samples = count;
  samples.height = samples.width = side;
  RandomStream stream(seed, "tiny");
  for (int64_t i = 0; i < count; ++i) {
    const auto label = static_cast<int32_t>(i % num_classes);
    for (int64_t p = 0; p < side * side; ++p)
      samples.pixels.push_back(
          static_cast<uint8_t>(40 + 60 * label / num_classes * 2 + static_cast<int>(stream.below(70))));
    samples.labels.push_back(label);
    samples.splits.push_back(split);
    samples.source_ids.push_back(std::string(split_name(split)) + "/" + std::to_string(i) + ".png");
    samples.has_train_duplicate.push_back(0);
  }
  return samples;
}

}  // namespace affekt::testing_support
