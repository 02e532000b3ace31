// The one way of every kind: prepare, fit, evaluate, export. The commands call these, and print nothing else.
#pragma once

#include "jobs/run_choice.h"
#include "kinds/kind.h"

namespace affekt {

/// Each prints what came out on stdout. A report on a run has one member more than its kind says:
/// model.metrics_digest, the SHA-256 of the run's metrics.csv.
/// @throws Error as its rooms do; Interrupted saying how to go on; evaluate_only and export_only:
/// ArtifactError, another process works in the run
void run_whole_way(const Kind& kind, const RunRequest& request);
void run_cross_validation(const Kind& kind, const RunRequest& request);
void fit_only(const Kind& kind, const RunRequest& request);
void evaluate_only(const Kind& kind, const EvaluateRequest& request);
void export_only(const Kind& kind, const ExportRequest& request);

/// What the first two of them refuse before they look at the run directory. Nothing is written.
void check_whole_way(const Kind& kind, const RunRequest& request);
void check_cross_validation(const Kind& kind, const RunRequest& request);

/// What the export at the end needs, asked before hours of training. @throws ArtifactError
void check_export_engine(const Kind& kind);

/// The last step of each way. @param model  how the exported model is called: "model.onnx", or in more words
void export_and_print(const Kind& kind, const ExportRequest& request,
                      const std::string& model = "model.onnx");

}  // namespace affekt
