// affekt train: a config -> a run directory with the best weights.
#include <fmt/format.h>

#include <iostream>

#include "app/engine/execute.h"
#include "app/engine/report_run.h"
#include "app/engine/run_choice.h"
#include "app/engine/run_songs.h"
#include "config/load_config.h"
#include "core/count_text.h"
#include "runs/run_directory.h"

namespace affekt {

void execute(const TrainCommand& command) {
  if (clusters_songs(load_experiment(command.run.config.path, command.run.config.overrides)))
    return train_songs(command);
  const TrainRunOptions options = begin_run(command.run);

  const TrainSummary summary = train_or_tell_how_to_resume(options);
  remove_stale_results(options.run_directory);
  const TrainConfig& train = options.config.train;
  std::cout << (train.select == "last"
                    ? fmt::format("trained {}; the weights of the last one are kept\n",
                                  count_of(summary.epochs, "epoch"))
                    : fmt::format("validation {} {:.4f}, best of {} at epoch {}\n", train.best_metric,
                                  summary.best_value, count_of(summary.epochs, "epoch"), summary.best_epoch))
            << "weights: " << RunPaths{options.run_directory}.weights().string() << "\n";
}

}  // namespace affekt
