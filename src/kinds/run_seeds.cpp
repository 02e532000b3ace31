#include "kinds/run_seeds.h"

#include <fmt/format.h>

#include <iostream>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/text/affix.h"
#include "core/text/text.h"
#include "evaluation/report/render_report_console.h"
#include "evaluation/report/write_report_files.h"
#include "evaluation/seeds/seed_report.h"
#include "jobs/how_to_resume.h"

namespace affekt {
namespace {

GroupMember member_of_seed(int64_t seed) {
  return {fmt::format("seed_{}", seed), {fmt::format("train.seed={}", seed)}};
}

void run_each(RunGroup& group, const std::vector<int64_t>& seeds) {
  for (size_t i = 0; i < seeds.size(); ++i) {
    const std::string which = fmt::format("seed {} ({} of {})", seeds[i], i + 1, seeds.size());
    with_resume_hint(kHowToResume, [&] { throw_if_interrupted(("the seeds, before " + which).c_str()); });
    group.show_progress(which);
    const GroupMember member = member_of_seed(seeds[i]);
    log_info(group.state_of(member) == MemberState::kDone ? which + " is done already" : which);
    group.run(member);
  }
}

}  // namespace

void run_seeds(GroupPlan plan, const std::vector<int64_t>& seeds) {
  for (const std::string& setting : plan.overrides)
    if (begins_with(setting, "train.seed="))
      throw ConfigError("--set " + setting + ": --seeds names the seeds; leave one of the two out");
  for (const int64_t seed : seeds) plan.members.push_back(member_of_seed(seed));
  work_on_group(std::move(plan), [&](RunGroup& group) {
    run_each(group, seeds);
    std::vector<SeedRun> runs;
    for (const int64_t seed : seeds)
      runs.push_back(read_seed_run(seed, group.folder_of(member_of_seed(seed))));
    const Evaluation evaluation =
        write_evaluation({make_seed_report(group.config().name, runs), group.folder()});
    std::cout << render_report_console(evaluation.report)
              << "report:  " << to_valid_utf8((evaluation.directory / "report.html").string()) << "\n";
  });
}

}  // namespace affekt
