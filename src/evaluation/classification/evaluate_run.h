// `affekt evaluate`: a run directory or an ONNX file, and a prepared file -> the report beside it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/experiment_config.h"

namespace affekt {

struct EvaluateRequest {
  std::filesystem::path model;       // a run directory or a .onnx file
  std::filesystem::path data;        // prepared .h5; empty: the one the run was trained on
  std::optional<std::string> split;  // empty: the config's
  std::string engine;  // libtorch | opencv | onnxruntime; empty: libtorch for a run, opencv for ONNX
  /// Empty: the run directory, or the ONNX file's folder; inside it a folder of its own if a report on
  /// another split or other data is there already. Such a report is not replaced in a named folder either.
  std::filesystem::path output_directory;
  /// Write to output_directory even if a report on another split or other data is there: a run's own.
  bool replaces_report = false;
  std::optional<bool> pictures;  // empty: the config's
};

struct EvaluationResult {
  nlohmann::json report;            // the content of report.json
  std::filesystem::path directory;  // where the reports are
};

/// Writes report.{json,md,html} and predictions.csv.
/// @throws DataError if the split has no samples (names the splits that have), ArtifactError for a bad model,
/// or an output directory that is another model's or holds another report
EvaluationResult evaluate_model(const EvaluateRequest& request);

}  // namespace affekt
