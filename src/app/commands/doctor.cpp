// affekt doctor: what this machine is, what is on it, and what would slow a run down or make it differ.
#include <iostream>

#include "app/engine/execute.h"
#include "core/error.h"
#include "core/text/text.h"
#include "doctor/examine.h"

namespace affekt {

void execute(const DoctorCommand& command) {
  const Examination examination = examine({command.configs, command.digests});
  const std::vector<Finding> findings = judge(examination);
  std::cout << (command.json ? to_json_text(to_json(examination, findings), 2) + "\n"
                             : render_examination(examination, findings))
            << std::flush;
  if (findings.empty() || findings.front().severity != Severity::kError) return;
  throw Error(findings.front().code, findings.front().what + ": " + findings.front().advice);
}

}  // namespace affekt
