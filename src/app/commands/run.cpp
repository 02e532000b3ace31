// affekt run: the whole way from a config to the report and the deployable file.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "app/engine/execute.h"
#include "app/engine/headline.h"
#include "app/engine/run_choice.h"
#include "core/interrupt.h"
#include "evaluation/evaluate_run.h"
#include "export/export_run.h"
#include "runs/run_directory.h"
#include "store/prepared_file.h"

namespace affekt {
namespace {

bool has_samples(const std::filesystem::path& prepared, const std::string& split) {
  const auto splits = read_prepared_images(prepared).samples.splits;
  return std::count(splits.begin(), splits.end(), split_from_name(split)) > 0;
}

/// The config's split, or in words and not in silence validation where the data set lacks that one.
std::string choose_report_split(const ExperimentConfig& config, const std::filesystem::path& prepared) {
  const std::string& wanted = config.evaluate.split;
  if (has_samples(prepared, wanted)) return wanted;
  log_warning(
      fmt::format("{} has no {} split: the report is on the validation split instead, which also chose the "
                  "best epoch, so its scores are on the optimistic side",
                  config.data.path, wanted));
  return split_name(Split::kValidation);
}

}  // namespace

void execute(const RunCommand& command) {
  const TrainRunOptions options = begin_run(command.run);
  const std::string split = choose_report_split(options.config, options.prepared_path);
  throw_if_interrupted("the run, before its training");
  train_or_tell_how_to_resume(options);

  throw_if_interrupted("the run, after its training; 'affekt evaluate' and 'affekt export' do the rest");
  EvaluateRequest request;
  request.model = options.run_directory;
  request.data = options.prepared_path;
  request.split = split;
  if (command.no_pictures) request.pictures = false;
  request.output_directory = options.run_directory;
  const nlohmann::json report = evaluate_model(request).report;

  throw_if_interrupted("the run, before its export; 'affekt export' does the rest");
  const ExportSummary exported = export_run({options.run_directory, options.prepared_path});

  std::cout << describe_headline(report) << "\n"
            << fmt::format("model.onnx gives the same class as LibTorch on all {} samples of the {} split\n",
                           exported.num_samples, exported.split)
            << "report:  " << (options.run_directory / "report.html").string() << "\n"
            << "model:   " << exported.onnx.string() << "\n";
}

}  // namespace affekt
