// affekt compare: two reports on the same samples -> paired differences with intervals.
#include "evaluation/comparison/compare.h"

#include <iostream>

#include "app/engine/execute.h"

namespace affekt {

void execute(const CompareCommand& command) {
  const nlohmann::json comparison =
      compare_reports(command.first, command.second, command.bootstrap_samples, command.seed);
  std::cout << (command.json ? comparison.dump(2) + "\n" : render_comparison(comparison));
}

}  // namespace affekt
