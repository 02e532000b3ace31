// Behind a training: the report on it, and the last lines of `run` and `run --folds`.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "export/export_run.h"
#include "training/train_run.h"

namespace affekt {

/// Evaluates the run on one split of its data and writes the reports into its directory.
/// @param no_pictures  as --no-pictures; false: as the config says
/// @return the content of report.json. @throws as evaluate_model
nlohmann::json report_on(const TrainRunOptions& run, const std::string& split, bool no_pictures);

/// Removes reports and an exported model that lie in the directory but are of other weights than the training
/// that has just ended there. (A run without --overwrite may go to a directory with a published baseline,
/// which has no weights.)
void remove_stale_results(const std::filesystem::path& run_directory);

/// Prints the score, what the export has checked and where the files are.
/// @param report  report.json's content; null: nothing was reported
/// @param model   "model.onnx", or in more words
void print_outcome(const std::filesystem::path& run_directory, const nlohmann::json& report,
                   const ExportSummary& exported, const std::string& model);

}  // namespace affekt
