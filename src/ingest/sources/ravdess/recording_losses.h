// What recordings that are used have lost: cut waves, narrow bands, silence. One warning for each kind.
#pragma once

#include <string>
#include <vector>

#include "ingest/sources/ravdess/recording.h"

namespace affekt {

/// The share of the power that lies above 4.4 kHz, beyond what a telephone or a sample rate of 8 kHz keeps.
/// 1 if there is nothing to tell it by: no sound, or less than a frame of 64 ms.
double find_high_band_share(const std::vector<int16_t>& wave);

/// For people, each with a number, the worst one by name, and what to do. Recordings with a fault don't
/// count.
/// @param names  [recordings.size()]
std::vector<std::string> describe_losses(const std::vector<Recording>& recordings,
                                         const std::vector<std::string>& names);

}  // namespace affekt
