// A kept run or baseline as `reproduce` needs it: its report, its config, and the very data that the report
// is on.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "evaluation/verification/kept_report.h"
#include "kinds/kind.h"
#include "store/prepared_envelope.h"

namespace affekt {

struct ReproduceRequest {
  std::filesystem::path experiment;     // a run directory or a published baseline
  std::vector<std::string> overrides;   // see path_overrides.h
  std::filesystem::path data;           // the raw data set or FILE.h5; empty: see find_kept_data
  std::filesystem::path run_directory;  // empty: <experiment>_reproduced
  bool resume = false, overwrite = false;
};

struct KeptRun {
  RunPaths run;
  KeptReport report;
  ExperimentConfig config;  // with the request's paths
  const Kind* kind = nullptr;
};

/// @throws ArtifactError: no such folder, a group of runs, in use, no report.json or no config.yaml;
/// ConfigError: a config that this affekt can't read, or bad overrides
KeptRun read_kept_run(const ReproduceRequest& request);

struct KeptData {
  std::filesystem::path prepared;
  PreparedEnvelope envelope;
};

/// The prepared file that the request names, or that the run was made from on this machine; else it is made
/// from the raw data set, whose files are digested before.
/// @throws DataError: it is not there, or its source digest is not the report's: tells both
KeptData find_kept_data(const KeptRun& kept, const ReproduceRequest& request);

}  // namespace affekt
