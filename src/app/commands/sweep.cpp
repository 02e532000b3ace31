// affekt sweep: a config trained with many choices of values, the best one chosen on validation.
#include "app/engine/execute.h"
#include "core/error.h"
#include "search/run_search.h"

namespace affekt {

void execute(const SweepCommand& command) {
  SearchRequest request;
  request.config = command.run.config.path;
  request.overrides = command.run.config.overrides;
  request.folder = command.run.out;
  request.resume = command.run.resume;
  request.overwrite = command.run.overwrite;
  request.over = command.over;
  request.num_at_once = command.num_at_once;
  request.options.method = search_method_from_name(command.method);
  request.options.num_trials = command.num_trials;
  request.options.seed = command.seed;
  if (request.options.method != SearchMethod::kHalving && (command.keep_one_of || command.min_epochs))
    throw ConfigError("--keep-one-of and --min-epochs are of --method halving");
  request.options.keep_one_of = command.keep_one_of.value_or(request.options.keep_one_of);
  request.options.min_epochs = command.min_epochs.value_or(request.options.min_epochs);
  run_search(request);
}

}  // namespace affekt
