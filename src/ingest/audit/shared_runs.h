// Runs of plays that stand in the training part of another stream: radio stations of one network play one
// log.
#pragma once

#include <cstdint>
#include <vector>

#include "store/listening/listening_data.h"

namespace affekt {

/// @param run_plays  the shortest run  @return 1 for each play of a validation or test sequence that lies in
/// a run of so many plays or more which also stands in a training sequence of another stream. [P]
std::vector<uint8_t> find_shared_runs(const ListeningSequences& sequences, int64_t run_plays);

}  // namespace affekt
