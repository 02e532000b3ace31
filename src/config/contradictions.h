// Keys that are right each by itself but not together.
#pragma once

#include <string>
#include <vector>

#include "config/experiment_config.h"

namespace affekt {

struct Contradiction {
  std::vector<std::string> keys;  // the full paths; the first is the one the message is about
  std::string what;               // "expected ..., got ..."
};

std::vector<Contradiction> find_contradictions(const ExperimentConfig& config);

}  // namespace affekt
