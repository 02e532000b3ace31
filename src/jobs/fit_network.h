// One training of a network, with the results that are no longer of its weights removed.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "jobs/record_fit.h"

namespace affekt {

/// How a training in that directory goes on when it was interrupted.
std::string describe_network_resume(const std::filesystem::path& run_directory);

/// @throws as train_network
FitSummary fit_network(const TrainRunOptions& options, const std::function<TrainJob()>& make_job);

}  // namespace affekt
