// affekt config: the effective config, or the JSON Schema of all configs.
#include <iostream>

#include "app/front/execute_config.h"
#include "config/load_config.h"

namespace affekt {

void execute(const ConfigCommand& command) {
  if (command.schema) {
    std::cout << config_json_schema().dump(2) << "\n";
  } else {
    std::cout << to_yaml(load_experiment(command.config.path, command.config.overrides));
  }
}

}  // namespace affekt
