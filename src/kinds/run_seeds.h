// `affekt run --seeds`: one experiment with several seeds, each a whole run, and one report on all of them.
#pragma once

#include <cstdint>
#include <vector>

#include "kinds/run_group.h"

namespace affekt {

/// Runs in seed_<n> inside the plan's folder (default: experiments/<name>_seeds), then report.json, report.md
/// and report.html there; prints what came out. With `resume`, runs that are done stay as they are, and seeds
/// may be added. @param seeds  at least one, each once
/// @throws ConfigError: the config sets train.seed by --set; as work_on_group, RunGroup::run,
/// make_seed_report
void run_seeds(GroupPlan plan, const std::vector<int64_t>& seeds);

}  // namespace affekt
