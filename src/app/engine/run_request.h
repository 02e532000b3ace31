// The command line's arguments of a run, with the config read.
#pragma once

#include "app/command_line.h"
#include "config/load_config.h"
#include "jobs/run_choice.h"

namespace affekt {

inline WatchOptions make_watch_options(const RunArguments& arguments) {
  return {arguments.profile, arguments.profile_trace, arguments.histograms};
}

/// @throws ConfigError
inline RunRequest make_run_request(const RunArguments& arguments) {
  RunRequest request;
  request.config = load_experiment(arguments.config.path, arguments.config.overrides);
  request.run_directory = arguments.out;
  request.resume = arguments.resume;
  request.overwrite = arguments.overwrite;
  request.watch = make_watch_options(arguments);
  return request;
}

}  // namespace affekt
