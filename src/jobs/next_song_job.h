// A training of a network of next songs: its data, its network, its task, and what is tuned beside it.
#pragma once

#include "training/train_network.h"

namespace affekt {

/// Makes the network that the config names, for the catalogue of the prepared file. The run directory is not
/// touched. When the training is done, the simple methods and the ensemble are tuned on the validation split
/// (next_song_tuning.h). @throws ConfigError, DataError
TrainJob make_next_song_job(const TrainRunOptions& options);

}  // namespace affekt
