// affekt compare: two reports on the same samples -> paired differences with intervals.
#include "evaluation/comparison/compare.h"

#include <iostream>

#include "app/engine/execute.h"
#include "core/text/text.h"

namespace affekt {

void execute(const CompareCommand& command) {
  const nlohmann::json comparison =
      compare_reports(command.first, command.second, command.bootstrap_samples, command.seed);
  std::cout << (command.json ? to_json_text(comparison, 2) + "\n"
                             : to_valid_utf8(render_comparison(comparison)));
}

}  // namespace affekt
