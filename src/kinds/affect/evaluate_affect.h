// `affekt evaluate` of a network of people: a run directory or an ONNX file, and a prepared file -> the
// report.
#pragma once

#include "evaluation/report/evaluation.h"

namespace affekt {

/// Row by row from the file. Without request.split as choose_report_split (report/reported_data.h).
/// @throws DataError if the split has no people (names those that have), or the categories are not the
/// model's;
///         as make_people_predictor; Interrupted
Evaluation evaluate_affect(const EvaluateRequest& request);

}  // namespace affekt
