#include "acoustics/framing.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {

FrameGrid make_frame_grid(int64_t num_samples, double sample_rate_hz, double frame_ms, double hop_ms) {
  AFFEKT_CHECK(num_samples >= 0 && sample_rate_hz > 0, "a wave needs a sample rate");
  FrameGrid grid;
  grid.length = std::llround(sample_rate_hz * frame_ms / 1000);
  grid.hop = std::llround(sample_rate_hz * hop_ms / 1000);
  AFFEKT_CHECK(grid.length >= 2 && grid.hop >= 1, "a frame is shorter than two samples");
  grid.num_frames = 1 + std::max<int64_t>(0, num_samples - grid.length) / grid.hop;
  return grid;
}

}  // namespace affekt
