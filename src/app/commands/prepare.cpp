// affekt prepare: raw data set -> prepared file, and what the audit found in it.
#include <iostream>

#include "app/engine/execute.h"
#include "config/load_config.h"
#include "kinds/kind_table.h"

namespace affekt {

void execute(const PrepareCommand& command) {
  const ExperimentConfig config = load_experiment(command.config.path, command.config.overrides);
  std::cout << find_kind(config).prepare(config.data).string()
            << "\n";  // for scripts; the log tells the rest
}

}  // namespace affekt
