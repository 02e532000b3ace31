// One training of a network, with the results that are no longer of its weights removed.
#pragma once

#include <functional>

#include "jobs/record_fit.h"

namespace affekt {

/// @throws as train_network
FitSummary fit_network(const TrainRunOptions& options, const std::function<TrainJob()>& make_job);

}  // namespace affekt
