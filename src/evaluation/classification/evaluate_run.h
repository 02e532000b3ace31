// `affekt evaluate`: a run directory or an ONNX file, and a prepared file -> the report beside it.
#pragma once

#include "evaluation/report/evaluation.h"

namespace affekt {

/// The files are left to the caller: write_report_files.h.
/// Without request.split, as choose_report_split (report/reported_data.h). @throws DataError if the split has
/// no samples (names the splits that have), ArtifactError for a bad model, or an output directory that is
/// another model's or holds another report
Evaluation evaluate_model(const EvaluateRequest& request);

}  // namespace affekt
