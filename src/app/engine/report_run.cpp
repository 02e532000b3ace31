#include "app/engine/report_run.h"

#include <fmt/format.h>

#include <iostream>

#include "app/engine/headline.h"
#include "core/count_text.h"
#include "evaluation/evaluate_run.h"

namespace affekt {

nlohmann::json report_on(const TrainRunOptions& run, const std::string& split, bool no_pictures) {
  EvaluateRequest request;
  request.model = request.output_directory = run.run_directory;
  request.data = run.prepared_path;
  request.split = split;
  if (no_pictures) request.pictures = false;
  return evaluate_model(request).report;
}

void print_outcome(const std::filesystem::path& run_directory, const nlohmann::json& report,
                   const ExportSummary& exported, const std::string& model) {
  if (!report.is_null()) std::cout << describe_headline(report) << "\n";
  std::cout << fmt::format("{} gives the same class as LibTorch on all {} of the {} split\n", model,
                           count_of(exported.num_samples, "sample"), exported.split);
  if (!report.is_null()) std::cout << "report:  " << (run_directory / "report.html").string() << "\n";
  std::cout << "model:   " << exported.onnx.string() << "\n";
}

}  // namespace affekt
