// What an emotion does to a voice, and what one speaker has of his own: numbers that the synthesis follows.
#pragma once

#include "core/random_stream.h"

namespace affekt {

/// How one sentence is spoken.
struct VocalExpression {
  double pitch_st = 0;       // against the speaker's own pitch, in semitones
  double accent_st = 2;      // how far the stressed syllables rise
  double final_st = -2;      // where the pitch goes on the last syllable
  double rate = 1;           // of speaking; 2 is twice as fast
  double energy_db = 0;      // against the speaker's own level
  double effort = 0;         // -1 soft, dull and round .. 1 pressed, bright
  double breath = 0.03;      // noise against voice
  double jitter = 0.006;     // deviation of the length of a period, as a share of it
  double tremor_st = 0;      // wavering of the pitch, 5 to 6 times a second
  double formant_scale = 1;  // above 1: a smiling, shorter mouth
};

/// One person's voice and habits.
struct DemoSpeaker {
  double pitch_hz = 120;
  double formant_scale = 1;   // of the vocal tract: above 1 for a shorter one
  double level_db = 0;        // loudness of all his recordings
  double expressiveness = 1;  // how much he shows
  VocalExpression habit;      // his deviations from the average speaker in all emotions
};

/// @param actor  1..24; odd: male, even: female
DemoSpeaker draw_speaker(int actor, uint64_t seed);

/// @param emotion    1..8, RAVDESS's codes
/// @param intensity  1 normal, 2 strong
/// @param stream     the chance of this one recording
VocalExpression draw_vocal_expression(int emotion, int intensity, const DemoSpeaker& speaker,
                                      RandomStream& stream);

}  // namespace affekt
