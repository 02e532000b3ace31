#include "app/engine/report_run.h"

#include <fmt/format.h>

#include <iostream>

#include "app/engine/headline.h"
#include "core/atomic_file.h"
#include "core/count_text.h"
#include "core/digest.h"
#include "core/log.h"
#include "evaluation/classification/evaluate_run.h"
#include "runs/run_directory.h"

namespace affekt {

namespace {

using nlohmann::json;

/// Of the model itself, or of the final model of a cross-validation.
bool is_report_of(const json& report, const std::string& weights_digest) {
  for (const char* member : {"/model/weights_digest", "/cross_validation/final_model/weights_digest"}) {
    const json::json_pointer pointer(member);
    if (report.contains(pointer) && report.at(pointer) == weights_digest) return true;
  }
  return false;
}

}  // namespace

void remove_stale_results(const std::filesystem::path& run_directory) {
  const RunPaths paths{run_directory};
  const std::filesystem::path path = run_directory / "report.json";
  if (!std::filesystem::exists(path)) return;
  const json report = json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  if (is_report_of(report, sha256_of_file(paths.weights()))) return;
  remove_run_results(paths);
  log_info(fmt::format("{}: removed the report and the exported model of another training",
                       run_directory.string()));
}

nlohmann::json report_on(const TrainRunOptions& run, const std::string& split, bool no_pictures) {
  EvaluateRequest request;
  request.model = request.output_directory = run.run_directory;
  request.replaces_report = true;
  request.data = run.prepared_path;
  request.split = split;
  if (no_pictures) request.pictures = false;
  return evaluate_model(request).report;
}

void print_outcome(const std::filesystem::path& run_directory, const nlohmann::json& report,
                   const ExportSummary& exported, const std::string& model) {
  if (!report.is_null()) std::cout << describe_headline(report) << "\n" << list_cautions(report);
  std::cout << fmt::format("{} gives the same class as LibTorch on all {} of the {} split\n", model,
                           count_of(exported.num_samples, "sample"), exported.split);
  if (!report.is_null()) std::cout << "report:  " << (run_directory / "report.html").string() << "\n";
  std::cout << "model:   " << exported.onnx.string() << "\n";
}

}  // namespace affekt
