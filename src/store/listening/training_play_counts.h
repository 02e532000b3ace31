// How often the training sequences of listening data play each song.
#pragma once

#include <cstdint>
#include <vector>

#include "store/listening/listening_data.h"

namespace affekt {

/// @return [V], 0: a cold song
/// @throws DataError  a play of any split is of no song of the catalogue; no play of the training split
std::vector<int64_t> count_training_plays(const ListeningData& data);

}  // namespace affekt
