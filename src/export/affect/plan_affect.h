// A trained network of people -> the plan of its export.
#pragma once

#include "export/export_plan.h"

namespace affekt {

/// float32 `body` and/or `context` [N, 3, px, px] 0..255 -> float32 `probabilities` [N, K], the sigmoid
/// inside, and `values` [N, 3], points of 1..10. LibTorch says what the engines must say: probabilities
/// within export.max_probability_difference, values within 1e-4 of 1 + themselves, for each of the test
/// samples, or of the validation or training samples where there are none.
/// @throws ArtifactError if the run can't be read, or report.json is damaged; ConfigError, DataError: no
///         prepared file
ExportPlan plan_affect(const ExportRequest& request);

}  // namespace affekt
