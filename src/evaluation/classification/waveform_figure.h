// The outline of one prepared waveform, as small as a thumbnail.
#pragma once

#include <cstdint>

#include "evaluation/classification/classification_figures.h"
#include "store/prepared_file.h"

namespace affekt {

/// Highest and lowest sample along the time, the clip's loudest sample at full height, and the seconds below.
/// @param row  of samples
Figure draw_waveform(const WaveformSamples& samples, int64_t row);

}  // namespace affekt
