// A training of a network of people: its data, its network, its task.
#pragma once

#include "training/train_network.h"

namespace affekt {

/// Makes the network of people that the config names, on the scale of the training values. The run directory
/// is not touched. @throws ConfigError, DataError
TrainJob make_affect_job(const TrainRunOptions& options);

}  // namespace affekt
