// What stands for a sample where its name may not be told: a digest of its pixels or its waveform.
#pragma once

#include <string>
#include <vector>

#include "store/samples.h"

namespace affekt {

/// The first 16 hexadecimal digits of the SHA-256 of each sample's own values, as the prepared file holds
/// them (uint8 pixels, little-endian int16 samples). Equal samples have equal digests. @return [N]
std::vector<std::string> digest_samples(const Samples& samples);

}  // namespace affekt
