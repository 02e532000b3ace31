// affekt prepare: raw data set -> prepared file, and what the audit found in it.
#include "ingest/prepare.h"

#include <fmt/format.h>

#include <iostream>

#include "app/engine/execute.h"
#include "config/load_config.h"

namespace affekt {

void execute(const PrepareCommand& command) {
  const ExperimentConfig config = load_experiment(command.config.path, command.config.overrides);
  const PrepareResult result = prepare_data(config.data);
  std::cout << fmt::format("{}{}\n", result.path.string(), result.was_cached ? " (was ready)" : "");
}

}  // namespace affekt
