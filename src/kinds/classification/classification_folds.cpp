#include "kinds/classification/classification_folds.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "config/load_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/shell_text.h"
#include "core/text/text.h"
#include "evaluation/classification/cross_validation.h"
#include "evaluation/report/render_report_console.h"
#include "evaluation/report/write_report_files.h"
#include "ingest/prepare.h"
#include "jobs/classification_job.h"
#include "jobs/how_to_resume.h"
#include "jobs/run_choice.h"
#include "kinds/whole_way.h"
#include "training/resume_checks.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// A training of the cross-validation: of one fold, or the final one.
struct Step {
  int64_t test_fold = 0;  // 0: the final training
  FitRequest options;
  std::string data_digest;
};

/// The next fold that is there behind `fold`, which need not be there; from the last one on to the first.
int64_t next_fold(const std::vector<int64_t>& present, int64_t fold) {
  const auto next = std::upper_bound(present.begin(), present.end(), fold);
  return next == present.end() ? present.front() : *next;
}

void tell_absent_folds(const DataConfig& data, const FoldList& folds) {
  if (folds.absent.empty()) return;
  log_info(fmt::format("not in {}: fold{} {} of the plan {}; {} are left", data.path,
                       folds.absent.size() == 1 ? "" : "s", fmt::join(folds.absent, ", "), data.split.plan,
                       count_of(static_cast<int64_t>(folds.present.size()), "fold")));
}

Step plan_step(const FitRequest& run, const std::vector<int64_t>& present, int64_t test_fold) {
  Step step{test_fold, run, ""};
  step.options.overwrite = false;  // what is to go is removed before the first training
  SplitConfig& split = step.options.config.data.split;
  split.test_fold = test_fold;
  const bool there = std::binary_search(present.begin(), present.end(), split.validation_fold);
  if (split.validation_fold != 0 && (test_fold != 0 || !there)) {
    split.validation_fold = next_fold(present, test_fold != 0 ? test_fold : split.validation_fold);
  }
  if (test_fold != 0) {
    step.options.config.evaluate.split = "test";
    step.options.run_directory = run.run_directory / fmt::format("fold_{}", test_fold);
  }
  return step;
}

/// All before the first training, so that no fault of the data waits for hours.
void prepare_steps(const DataConfig& data, std::vector<Step>& steps, Step& final_step) {
  std::vector<Step*> all;
  for (Step& step : steps) all.push_back(&step);
  all.push_back(&final_step);
  std::vector<SplitConfig> splits;
  for (const Step* step : all) splits.push_back(step->options.config.data.split);
  const std::vector<PrepareResult> prepared = prepare_splits(data, splits);
  for (size_t i = 0; i < all.size(); ++i) {
    all[i]->options.prepared_path = prepared[i].path;
    all[i]->data_digest = prepared[i].info.content_digest;
  }
}

/// All before the first training: a model of one data set, tested on another one's fold, may know its
/// samples.
void check_same_data_everywhere(const std::vector<Step>& steps, const Step& final_step) {
  for (const Step& step : steps)
    check_same_data(RunPaths{step.options.run_directory}, step.options.prepared_path, step.data_digest);
  check_same_data(RunPaths{final_step.options.run_directory}, final_step.options.prepared_path,
                  final_step.data_digest);
}

/// The config of the final training marks the directory as a run, and tells --resume what was begun.
void begin_directory(const FitRequest& run, const Step& final_step) {
  const RunPaths root{final_step.options.run_directory};
  if (run.resume && fs::exists(root.config())) check_same_training(root, final_step.options.config);
  if (run.overwrite) remove_run_files(root);
  write_text_atomically(root.config(), to_yaml(final_step.options.config));
}

FitSummary train(const Kind& kind, const Step& step) {
  FitRequest request = step.options;
  request.resume = request.resume && holds_training(RunPaths{request.run_directory});
  return with_resume_hint(kind.describe_resume(request.run_directory), [&] { return kind.fit(request); });
}

void run_fold(const Kind& kind, const Step& step, std::optional<bool> images) {
  train(kind, step);
  EvaluateRequest request;
  request.model = request.output_directory = step.options.run_directory;
  request.replaces_report = true;
  request.data = step.options.prepared_path;
  request.split = "test";
  request.images = images;
  const Evaluation evaluation = with_resume_hint(kHowToResume, [&] { return kind.evaluate(request); });
  write_evaluation(evaluation);
  log_info(fmt::format("fold {}: {}", step.test_fold, evaluation.report.summary));
}

}  // namespace

FoldList find_classification_folds(const ExperimentConfig& config) {
  DataConfig data = config.data;
  data.split.test_fold = data.split.validation_fold = 0;  // the config's own may be absent: each has its turn
  FoldList folds = list_folds(data);
  const size_t needed = config.data.split.validation_fold != 0 ? 3 : 2;
  if (folds.present.size() < needed)
    throw DataError(
        fmt::format("{}: cross-validation needs samples of at least {} folds of the plan {}, found {}",
                    data.path, needed, data.split.plan, folds.present.size()));
  return folds;
}

void run_classification_folds(const Kind& kind, const FitRequest& run, std::optional<bool> images) {
  const FoldList folds = find_classification_folds(run.config);
  tell_absent_folds(run.config.data, folds);
  RunRequest claim;
  claim.resume = run.resume;
  claim.overwrite = run.overwrite;
  PoolRequest pool;
  pool.absent_folds = folds.absent;
  std::vector<Step> steps;
  for (const int64_t fold : folds.present) {
    steps.push_back(plan_step(run, folds.present, fold));
    claim_run_directory(steps.back().options.run_directory, claim);
    pool.folds.push_back({fold, steps.back().options.run_directory});
  }
  Step final_step = plan_step(run, folds.present, 0);
  pool.config = final_step.options.config;
  prepare_steps(run.config.data, steps, final_step);
  if (run.resume) check_same_data_everywhere(steps, final_step);
  check_train_job(
      final_step.options,
      make_classification_job(final_step.options));  // what is wrong with the model is so in every fold

  std::optional<RunLock> lock(RunPaths{run.run_directory});  // train_run locks the directory it trains in
  begin_directory(run, final_step);
  for (size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    const std::string where = fmt::format("fold {} ({} of {})", step.test_fold, i + 1, steps.size());
    with_resume_hint(kHowToResume,
                     [&] { throw_if_interrupted(("the cross-validation, before " + where).c_str()); });
    if (is_fold_finished(step.options.run_directory, step.options.config, step.data_digest)) {
      log_info(where + " is finished already");
      continue;
    }
    log_info(where + " is tested, the others train");
    run_fold(kind, step, images);
  }
  write_evaluation(make_pooled_report(run.run_directory, pool));
  lock.reset();

  with_resume_hint(kHowToResume,
                   [] { throw_if_interrupted("the cross-validation, before its final training"); });
  log_info("the final training: no fold is left out for a test");
  pool.final_model.train_seconds = train(kind, final_step).seconds;
  pool.final_model.weights_digest = sha256_of_file(RunPaths{run.run_directory}.weights());
  const Report report = write_evaluation(make_pooled_report(run.run_directory, pool)).report;

  std::cout << render_report_console(report)
            << "report:  " << to_valid_utf8((run.run_directory / "report.html").string()) << "\n";
  with_resume_hint("`affekt export " + quote_for_shell(run.run_directory.string()) + "` does the rest", [&] {
    throw_if_interrupted("the cross-validation, before its export");
    export_and_print(kind, {run.run_directory, final_step.options.prepared_path},
                     "model.onnx, of the final training,");
  });
}

}  // namespace affekt
