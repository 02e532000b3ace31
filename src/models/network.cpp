#include "models/network.h"

namespace affekt {

std::string describe(const InputShape& shape) {
  if (shape.is_waveform())
    return "waveforms at " + std::to_string(shape.sample_rate_hz) + " Hz of at least " +
           std::to_string(shape.min_samples) + " samples";
  return "pictures of " + std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
         std::to_string(shape.width);
}

}  // namespace affekt
