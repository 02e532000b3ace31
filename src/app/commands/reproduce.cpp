// affekt reproduce: a kept run or baseline -> trained, or only evaluated, again: is its report met?
#include <iostream>

#include "app/engine/execute.h"
#include "core/text/text.h"
#include "kinds/verification/reproduce_experiment.h"

namespace affekt {

void execute(const ReproduceCommand& command) {
  ReproduceRequest request;
  request.experiment = command.experiment;
  request.overrides = command.overrides;
  request.data = command.data;
  request.run_directory = command.out;
  request.resume = command.resume;
  request.overwrite = command.overwrite;
  const CheckList checks = command.evaluate_only ? reproduce_evaluation(request) : reproduce_run(request);
  std::cout << "\n" << to_valid_utf8(render_checks(checks));
  require_agreement(checks, command.experiment);
}

}  // namespace affekt
