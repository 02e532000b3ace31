// `affekt evaluate`: a run directory or an ONNX file, and a prepared file -> the report beside it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/experiment_config.h"

namespace affekt {

struct EvaluateRequest {
  std::filesystem::path model;             // a run directory or a .onnx file
  std::filesystem::path data;              // prepared .h5; empty: the one the run was trained on
  std::optional<std::string> split;        // empty: the config's
  std::string engine;                      // libtorch | opencv | onnxruntime; empty: libtorch for a run, opencv for ONNX
  std::filesystem::path output_directory;  // empty: the run directory, or the ONNX file's folder
  std::optional<bool> pictures;            // empty: the config's
};

/// Writes report.{json,md,html} and predictions.csv; returns the content of report.json.
/// @throws DataError if the split has no samples (names the splits that have), ArtifactError for a bad model
nlohmann::json evaluate_model(const EvaluateRequest& request);

}  // namespace affekt
