// affekt prepare: raw data set -> prepared file, and what the audit found in it.
#include <fmt/format.h>

#include <iostream>

#include "app/engine/execute.h"
#include "config/load_config.h"
#include "kinds/kind_table.h"

namespace affekt {

void execute(const PrepareCommand& command) {
  const ExperimentConfig config = load_experiment(command.config.path, command.config.overrides);
  const PreparedPath prepared = find_kind(config).prepare(config.data);
  std::cout << fmt::format("{}{}\n", prepared.path.string(), prepared.was_cached ? " (was ready)" : "");
}

}  // namespace affekt
