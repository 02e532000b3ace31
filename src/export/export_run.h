// `affekt export`: a run directory -> model.onnx, its test vectors and model card; refused unless the gate
// passes.
#pragma once

#include <filesystem>
#include <string>

namespace affekt {

struct ExportRequest {
  std::filesystem::path run_directory;
  std::filesystem::path data;  // prepared .h5 for the gate; empty: the one the run was trained on
};

struct ExportSummary {
  std::filesystem::path onnx;
  int64_t num_samples = 0;            // that the gate compared
  std::string split;                  // test where it has samples, else validation, else train
  int64_t num_class_differences = 0;  // 0, or export fails
  double max_probability_difference = 0;
};

/// @throws ArtifactError if the run can't be read or the gate fails (then no model.onnx is left or replaced)
ExportSummary export_run(const ExportRequest& request);

}  // namespace affekt
