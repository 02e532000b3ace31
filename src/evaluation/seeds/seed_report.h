// The reports of one training with several seeds -> one report: mean, deviation, and all runs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evaluation/report/report_document.h"

namespace affekt {

struct SeedRun {
  int64_t seed = 0;
  std::filesystem::path directory;  // report.json lies in it
  nlohmann::json report;
};

/// @throws ArtifactError: there is no report of affekt of this seed
SeedRun read_seed_run(int64_t seed, const std::filesystem::path& directory);

/// Facts of the report:
///   kind ("seeds"), kind_of_runs, headline, model {name}, data {name, digest, split, num_samples}, seeds,
///   metrics  {name: {"value": the mean, "ci95": null, "deviation": of a sample, null for one run, "min",
///   "max",
///            "values": in the order of the seeds}}, of those that every run has
///   methods  [{"name", "title", "metrics": as above}] where the runs' reports hold several methods: all but
///            baselines
///   unit     what the runs' intervals are drawn over: "streams"
///   runs     [{"seed", "directory", "epoch", "weights_digest", "reported": the title of the method that the
///            run's scores are of, or null, "metrics": as in the run's report}]
///   notes    as in every report
/// @param name  of the experiment  @param runs  at least one
/// @throws ArtifactError: two reports are of other data, another split or another kind (says which)
Report make_seed_report(const std::string& name, const std::vector<SeedRun>& runs);

}  // namespace affekt
