// `affekt evaluate` of a network of next songs: a run directory or an ONNX file, and a prepared file -> the
// report.
#pragma once

#include "evaluation/report/evaluation.h"

namespace affekt {

/// Without request.split as choose_report_split (report/reported_data.h).
/// @throws DataError if the split has no play to foresee (names the splits that have), or the catalogue is
/// not the
///         model's; as make_next_song_predictor; Interrupted
Evaluation evaluate_next_song(const EvaluateRequest& request);

}  // namespace affekt
