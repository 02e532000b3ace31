// The scores of a report that was made again, held against the kept ones.
#pragma once

#include <nlohmann/json.hpp>

#include "evaluation/verification/check_list.h"

namespace affekt {

struct ScoreRules {
  double tolerance = 1e-9;  // relative: so near is the same
  /// Beside that, a score may differ by this share of its kept interval's width; 1: it must lie in the
  /// interval.
  double share_of_interval = 1;
  bool may_be_unknown = false;  // a score that can't be computed anew is no difference
};

/// One check a score. @param kept, computed  {name: {value, ci95}}, the "metrics" of report.json
void check_scores(CheckList& checks, const nlohmann::json& kept, const nlohmann::json& computed,
                  const ScoreRules& rules);

}  // namespace affekt
