// How alike two recordings are: by their loudness over time, cheaply, and by their samples, decisively.
#pragma once

#include <cstdint>
#include <vector>

namespace affekt {

/// RMS of windows of 20 ms, one every 10 ms.
/// @param wave  [T]  @return  [F], F = 1 + (T - window) / hop; at least one value
std::vector<float> compute_envelope(const int16_t* wave, int64_t length, int64_t sample_rate_hz);

/// Pearson's correlation of two envelopes over the frames where both overlap, the highest over all shifts of
/// up to `max_shift` frames. 0 if either is constant or fewer than 10 frames overlap.
double correlate_envelopes(const std::vector<float>& a, const std::vector<float>& b, int64_t max_shift);

struct WaveMatch {
  double correlation = 0;  // -1..1; -1: the same recording with its polarity turned over
  int64_t lag = 0;         // samples by which b comes later
};

/// Normalised cross-correlation of two waveforms, the one of largest magnitude over all lags of up to
/// `max_lag` samples. It ignores gain; the same sentence spoken again, even by the same voice, stays far
/// below what a copy has, since two voices never keep their phases together.
WaveMatch correlate_waves(const int16_t* a, int64_t length_a, const int16_t* b, int64_t length_b,
                          int64_t max_lag);

}  // namespace affekt
