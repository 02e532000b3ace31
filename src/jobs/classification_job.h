// A training of a classifier from prepared images or waveforms: its data, its network, its task.
#pragma once

#include "training/train_network.h"

namespace affekt {

/// Makes the network of the model table that the config names; its `finish` fits the temperature on the
/// validation split. The run directory is not touched. @throws ConfigError, DataError
TrainJob make_classification_job(const TrainRunOptions& options);

}  // namespace affekt
