// `affekt evaluate`: a run directory or an ONNX file, and a prepared file -> the report beside it.
#pragma once

#include <optional>
#include <string>

#include "evaluation/report/evaluation.h"
#include "store/prepared_file.h"

namespace affekt {

/// The split that a report is on when none is named: the config's `wanted`, or, with a warning, the
/// validation split where that one has no samples. Nothing: there is neither.
/// @param data          the data set's path, for the warning
/// @param chose_epoch  whether the model's epoch was chosen by the validation split
std::optional<Split> choose_report_split(Split wanted, const SplitCounts& counts, const std::string& data,
                                         bool chose_epoch);

/// The files are left to the caller: write_report_files.h.
/// Without request.split, as choose_report_split. @throws DataError if the split has no samples (names the
/// splits that have), ArtifactError for a bad model, or an output directory that is another model's or holds
/// another report
Evaluation evaluate_model(const EvaluateRequest& request);

}  // namespace affekt
