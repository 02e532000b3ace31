// What one sample of a classifier's input is.
#pragma once

#include <cstdint>

namespace affekt {

/// As models/classifier.h's InputShape (which needs LibTorch).
struct PredictorInput {
  int64_t sample_rate_hz = 0;  // waveforms; 0: images
  int64_t min_samples = 0;     // waveforms: the shortest that gives an answer
};

}  // namespace affekt
