// Where the frames of a waveform lie: one grid that all contours of a recording share.
#pragma once

#include <cstdint>

namespace affekt {

/// Frame i is the samples [i * hop, i * hop + length).
struct FrameGrid {
  int64_t length = 0;  // samples of a frame
  int64_t hop = 0;     // samples from frame to frame
  int64_t num_frames = 0;
};

/// F = 1 + (T - length) / hop; a wave shorter than one frame has one, whose rest is silence.
/// Example: 16 kHz, 25 ms, 10 ms, T = 16000 gives length 400, hop 160, F = 98.
FrameGrid make_frame_grid(int64_t num_samples, double sample_rate_hz, double frame_ms, double hop_ms);

}  // namespace affekt
