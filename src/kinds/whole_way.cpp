#include "kinds/whole_way.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <utility>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/writable_folder.h"
#include "core/process/interrupt.h"
#include "core/text/shell_text.h"
#include "core/text/text.h"
#include "evaluation/report/render_report_console.h"
#include "evaluation/report/write_report_files.h"
#include "export/export_model.h"
#include "inference/engine.h"
#include "inference/opencv_threads.h"
#include "jobs/check_named_file.h"
#include "jobs/how_to_resume.h"
#include "jobs/record_fit.h"
#include "runs/run_in_use.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// What the config and the options give away by themselves; nothing is written.
/// @throws ConfigError; ArtifactError: the weights to begin with are not there
void check_run_request(const Kind& kind, const RunRequest& request) {
  kind.check_watch(request.watch, request.config);
  kind.check(request.config);
  check_start(request);
}

/// Checks the request and claims the run directory. The data are not prepared. @throws as both
FitRequest choose_run(const Kind& kind, const RunRequest& request) {
  check_run_request(kind, request);
  FitRequest fit = choose_run_directory(request);
  set_opencv_threads();
  return fit;
}

FitRequest begin_fit(const Kind& kind, const RunRequest& request) {
  FitRequest fit = choose_run(kind, request);
  const RunPaths run{fit.run_directory};
  if (request.resume && holds_fold_training(run) && !holds_training(run))
    throw ConfigError(to_valid_utf8(run.root.string()) +
                      ": holds a cross-validation whose final training has not begun; to go on with it, add "
                      "--folds to `affekt run`");
  return fit;
}

EvaluateRequest begin_evaluation(const RunRequest& request) {
  EvaluateRequest evaluate;
  evaluate.images = request.images;
  return evaluate;
}

FitSummary fit_or_tell_how_to_resume(const Kind& kind, const FitRequest& request, RunRecord& record) {
  record.set_stage("training");
  return with_resume_hint(kind.describe_resume(request.run_directory), [&] { return kind.fit(request); });
}

/// A run's report tells which metrics.csv it goes with, so that one that is changed later is found.
void note_training_table(const EvaluateRequest& request, Report& report) {
  const fs::path table = RunPaths{request.model}.metrics();
  if (fs::is_directory(request.model) && fs::exists(table))
    report.facts["model"]["metrics_digest"] = sha256_of_file(table);
}

/// @param check  what must still hold when the report is written
void evaluate_and_write(
    const Kind& kind, const EvaluateRequest& request, const std::function<void()>& check = [] {}) {
  Evaluation evaluation = kind.evaluate(request);
  note_training_table(request, evaluation.report);
  check();
  evaluation = write_evaluation(std::move(evaluation));
  std::cout << render_report_console(evaluation.report)
            << "report:  " << to_valid_utf8((evaluation.directory / "report.html").string()) << "\n";
}

/// The steps of run_whole_way in a directory that is the run's.
void walk_whole_way(const Kind& kind, FitRequest fit, EvaluateRequest evaluate, RunRecord& record) {
  if (fit.prepared_path.empty()) fit.prepared_path = kind.prepare(fit.config.data);
  const auto split = kind.choose_split(fit.config, fit.prepared_path);
  throw_if_interrupted("the run, before its training; the prepared data stay");
  const FitSummary fitted = fit_or_tell_how_to_resume(kind, fit, record);

  const std::string directory = quote_for_shell(fit.run_directory.string());
  if (fitted.is_part_of_run) std::cout << fitted.text << "\n";
  if (split) {
    record.set_stage("evaluation");
    evaluate.model = evaluate.output_directory = fit.run_directory;
    evaluate.replaces_report = true;
    evaluate.data = fit.prepared_path;
    if (!split->empty()) evaluate.split = *split;
    with_resume_hint(fmt::format("{}: {}, or `affekt evaluate {}` and `affekt export {}` do the rest",
                                 kind.describe_fitted(), kHowToResume, directory, directory),
                     [&] { evaluate_and_write(kind, evaluate); });
  }
  record.set_stage("export");
  with_resume_hint(fmt::format("{}: `affekt export {}` does the rest", kind.describe_fitted(), directory),
                   [&] {
                     throw_if_interrupted("the run, before its export");
                     export_and_print(kind, {fit.run_directory, fit.prepared_path});
                   });
}

}  // namespace

void export_and_print(const Kind& kind, const ExportRequest& request, const std::string& model) {
  const ExportResult result = export_model(kind.plan_export(request), request.run_directory);
  std::cout << model << " " << result.agreement << "\n"
            << "model:   " << to_valid_utf8(RunPaths{request.run_directory}.onnx().string()) << "\n";
}

void check_export_engine(const Kind& kind) {
  const std::string missing = explain_missing_engine(kind.usual_engine());
  if (missing.empty()) return;
  throw ArtifactError(
      fmt::format("the run could not end with its export: {} are checked in the engine {}, and it is not "
                  "here: {}; `affekt "
                  "train` and `affekt evaluate RUN` do without it",
                  kind.describe(), kind.usual_engine(), missing));
}

void check_whole_way(const Kind& kind, const RunRequest& request) {
  kind.check_evaluation(begin_evaluation(request));
  check_run_request(kind, request);
  check_export_engine(kind);
}

void check_cross_validation(const Kind& kind, const RunRequest& request) {
  check_run_request(kind, request);
  kind.check_folds(request.config);
  check_export_engine(kind);
}

void run_whole_way(const Kind& kind, const RunRequest& request) {
  check_whole_way(kind, request);
  FitRequest fit = begin_fit(kind, request);
  record_fit("run", fit,
             [&](RunRecord& record) { walk_whole_way(kind, fit, begin_evaluation(request), record); });
}

void run_cross_validation(const Kind& kind, const RunRequest& request) {
  check_cross_validation(kind, request);
  const FitRequest fit = choose_run(kind, request);
  record_fit("run --folds", fit, [&](RunRecord& record) {
    record.set_stage("training");
    kind.run_folds(fit, request.images);
  });
}

void fit_only(const Kind& kind, const RunRequest& request) {
  if (!request.prepared_path.empty()) check_named_file(request);
  FitRequest fit = begin_fit(kind, request);
  FitSummary fitted;
  record_fit("train", fit, [&](RunRecord& record) {
    if (fit.prepared_path.empty()) fit.prepared_path = kind.prepare(fit.config.data);
    fitted = fit_or_tell_how_to_resume(kind, fit, record);
  });
  print_fit(fitted);
}

void evaluate_only(const Kind& kind, const EvaluateRequest& request) {
  const auto refuse_if_in_use = [&] {
    refuse_run_in_use(
        RunPaths{fs::is_directory(request.model) ? request.model : request.model.parent_path()});
  };
  refuse_if_in_use();
  with_resume_hint("no report was written: the same command begins anew",
                   [&] { evaluate_and_write(kind, request, refuse_if_in_use); });
}

void export_only(const Kind& kind, const ExportRequest& request) {
  refuse_run_in_use(RunPaths{request.run_directory});
  require_writable_folder(request.run_directory,
                          "copy the run to a folder that can be written, and export that");
  remove_run_temporaries(RunPaths{request.run_directory});
  with_resume_hint("model.onnx was not written: the same command begins anew",
                   [&] { export_and_print(kind, request); });
}

}  // namespace affekt
