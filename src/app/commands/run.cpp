// affekt run: the whole way from a config to the report and the deployable file.
#include "app/engine/execute.h"
#include "app/engine/run_request.h"
#include "kinds/kind_table.h"
#include "kinds/run_seeds.h"

namespace affekt {
namespace {

GroupPlan plan_seeds(const RunCommand& command) {
  GroupPlan plan;
  plan.purpose = "seeds";
  plan.command = "run --seeds";
  plan.config_path = command.run.config.path;
  plan.overrides = command.run.config.overrides;
  plan.folder = command.run.out;
  plan.folds = command.folds;
  plan.resume = command.run.resume;
  plan.overwrite = command.run.overwrite;
  plan.watch = make_watch_options(command.run);
  if (command.no_pictures) plan.images = false;
  return plan;
}

}  // namespace

void execute(const RunCommand& command) {
  if (!command.seeds.empty()) return run_seeds(plan_seeds(command), command.seeds);
  RunRequest request = make_run_request(command.run);
  if (command.no_pictures) request.images = false;
  const Kind& kind = find_kind(request.config);
  if (command.folds) {
    run_cross_validation(kind, request);
  } else {
    run_whole_way(kind, request);
  }
}

}  // namespace affekt
