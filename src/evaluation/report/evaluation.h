// What an evaluation is asked for, and what it gives.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "evaluation/report/report_document.h"
#include "inference/onnx_model.h"

namespace affekt {

struct EvaluateRequest {
  std::filesystem::path model;             // a run directory or an ONNX file
  std::filesystem::path data;              // prepared file; empty: the one that the run was made from
  std::optional<std::string> split;        // empty: the config's
  std::string engine;                      // empty: what made the run itself; opencv for an ONNX file
  std::filesystem::path output_directory;  // empty: see choose_report_folder
  /// Write to output_directory even if a report on other samples is there: a run's own.
  bool replaces_report = false;
  std::optional<bool> images;       // whether the report shows samples; empty: as the config says
  std::optional<int64_t> saliency;  // in place of the config's evaluate.saliency
  SharedOnnxModel file = nullptr;   // the ONNX file, if it has been read already
};

struct Evaluation {
  Report report;
  std::filesystem::path directory;  // where its files belong
};

}  // namespace affekt
