// affekt verify: a run or a published baseline -> does each kept file agree with the others?
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/engine/execute.h"
#include "core/text/text.h"
#include "kinds/verification/verify_experiment.h"

namespace affekt {

void execute(const VerifyCommand& command) {
  const CheckList checks = verify_experiment(command.experiment);
  std::cout << (command.json ? to_json_text(to_json(checks), 2) + "\n"
                             : to_valid_utf8(render_checks(checks)));
  require_agreement(checks, command.experiment);
}

}  // namespace affekt
