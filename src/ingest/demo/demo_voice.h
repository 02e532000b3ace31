// A synthetic voice: a train of glottal pulses and noise through the resonances of a vocal tract.
#pragma once

#include <cstdint>
#include <vector>

#include "core/random_stream.h"
#include "ingest/demo/demo_vocal_emotion.h"

namespace affekt {

struct DemoUtterance {
  int statement = 1;  // 1 "Kids are talking by the door", 2 "Dogs are sitting by the door"
  DemoSpeaker speaker;
  VocalExpression expression;
  int64_t sample_rate_hz = 16000;  // at least 16000
};

/// The utterance between two pauses of 0.3 to 0.7 s with the noise of a quiet room.
/// @return [T], full scale +-1, never beyond it
std::vector<float> speak(const DemoUtterance& utterance, RandomStream& stream);

}  // namespace affekt
