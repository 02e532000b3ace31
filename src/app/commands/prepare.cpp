// affekt prepare: raw data set -> prepared file, and what the audit found in it.

#include <fmt/format.h>

#include <iostream>

#include "app/engine/execute.h"
#include "config/load_config.h"
#include "ingest/prepare.h"
#include "ingest/prepare_songs.h"

namespace affekt {

void execute(const PrepareCommand& command) {
  const ExperimentConfig config = load_experiment(command.config.path, command.config.overrides);
  const auto tell = [](const auto& prepared) {
    std::cout << fmt::format("{}{}\n", prepared.path.string(), prepared.was_cached ? " (was ready)" : "");
  };
  if (config.data.source == "songs") return tell(prepare_songs(config.data));
  tell(prepare_data(config.data));
}

}  // namespace affekt
