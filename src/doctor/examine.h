// Looks at this machine: the one call behind `affekt doctor`.
#pragma once

#include <string>
#include <vector>

#include "doctor/examination.h"

namespace affekt {

struct ExamineOptions {
  std::vector<std::string> configs;  // empty: those in ./configs
  bool reads_data = false;           // digest the raw data sets too
};

/// Takes about a second, and with `reads_data` as long as reading all the data.
Examination examine(const ExamineOptions& options);

}  // namespace affekt
