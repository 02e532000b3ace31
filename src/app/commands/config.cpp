// affekt config: the effective config, or the JSON Schema of all configs.
#include <iostream>

#include "app/front/execute_config.h"
#include "config/load_config.h"
#include "core/text/text.h"

namespace affekt {

void execute(const ConfigCommand& command) {
  if (command.schema) {
    std::cout << to_json_text(config_json_schema(), 2) << "\n";
  } else {
    std::cout << to_yaml(load_experiment(command.config.path, command.config.overrides));
  }
}

}  // namespace affekt
