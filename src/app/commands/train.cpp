// affekt train: a config -> a run directory with the best weights.
#include <fmt/format.h>

#include <iostream>

#include "app/engine/execute.h"
#include "app/engine/run_choice.h"
#include "config/load_config.h"
#include "ingest/prepare.h"
#include "models/model_table.h"
#include "runs/run_directory.h"

namespace affekt {

void execute(const TrainCommand& command) {
  const RunArguments& arguments = command.run;
  TrainRunOptions options;
  options.config = load_experiment(arguments.config.path, arguments.config.overrides);
  options.run_directory = choose_run_directory(options.config, arguments);
  options.resume = arguments.resume;
  options.overwrite = arguments.overwrite;
  check_model_name(options.config.model.name);
  claim_run_directory(options.run_directory, arguments);
  options.prepared_path = prepare_data(options.config.data).path;

  const TrainSummary summary = train_or_tell_how_to_resume(options);
  std::cout << fmt::format("validation {} {:.4f}, best of {} epochs at epoch {}\nweights: {}\n",
                           options.config.train.best_metric, summary.best_value, summary.epochs,
                           summary.best_epoch, RunPaths{options.run_directory}.weights().string());
}

}  // namespace affekt
