// A training of a network of people: its data, its network, its task.
#pragma once

#include <string>
#include <vector>

#include "store/prepared_rows.h"
#include "training/train_network.h"

namespace affekt {

/// Of a prepared file of people. @throws DataError: it names none
std::vector<std::string> read_category_names(const PreparedRowsReader& file);

/// Makes the network of people that the config names, on the scale of the training values. The run directory
/// is not touched. @throws ConfigError, DataError
TrainJob make_affect_job(const TrainRunOptions& options);

}  // namespace affekt
