// A kind of model: what differs between classifiers and clusterings (and what comes) on the one way from a
// config to a report and an exported file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "evaluation/report/evaluation.h"
#include "evaluation/verification/kept_report.h"
#include "export/export_plan.h"
#include "export/vector_checks.h"
#include "inference/engine.h"
#include "jobs/record_fit.h"
#include "metrics/metric_info.h"
#include "runs/run_directory.h"
#include "training/train_network.h"

namespace affekt {

/// What a kind is fitted from, and where to.
using FitRequest = TrainRunOptions;

/// What chooses between fits of different configs: a sweep's trials.
struct FitScore {
  double value = 0;   // on validation, of the weights that are kept
  int64_t epoch = 0;  // that they are of, from 1
};

/// A file that the user names beside a model, and options for it: emotion along a recording.
struct FileRequest {
  std::filesystem::path model, file;
  SharedOnnxModel onnx;  // the model, if it is an ONNX file; else null
  std::string engine;
  std::filesystem::path output_directory;  // empty: a folder named after the file
  std::optional<double> window_s, hop_s, silence_db;
};

class Kind {
 public:
  virtual ~Kind() = default;
  virtual std::string name() const = 0;  // "classification"; report.json's "kind"

  /// Its models in messages: "models of people".
  virtual std::string describe() const { return "models of the kind " + name(); }

  /// Data sets that it takes: values of data.source.
  virtual std::vector<std::string> sources() const = 0;
  /// Whether `task`, the metadata entry affekt.task of an ONNX file, is of this kind.
  virtual bool has_task(const std::string& task) const { return task == name(); }
  /// Whether a run directory holds what fit() leaves.
  virtual bool has_model(const RunPaths& run) const = 0;
  /// The file that fit() leaves the model in.
  virtual std::filesystem::path model_file(const RunPaths& run) const { return run.weights(); }

  /// What the config alone gives away, so that nobody waits for it until the data are prepared.
  /// @throws ConfigError
  virtual void check(const ExperimentConfig&) const {}
  /// @throws ConfigError: what is asked for is of trainings step by step, and the kind has none
  virtual void check_watch(const WatchOptions& watch, const ExperimentConfig& config) const;
  virtual std::filesystem::path prepare(const DataConfig& config) const = 0;
  /// @throws ConfigError, DataError, ArtifactError (the directory holds another run; lock held), Interrupted
  virtual FitSummary fit(const FitRequest& request) const = 0;
  /// How an interrupted fit goes on.
  virtual std::string describe_resume(const std::filesystem::path& run_directory) const = 0;
  /// "the training is finished"
  virtual std::string describe_fitted() const = 0;

  /// Why two fits can't be compared by a score on validation data; empty: find_score tells which one.
  virtual std::string why_no_score() const;
  /// The metric on validation by which fits are compared, whatever the config keeps an epoch by. The data and
  /// the config are checked as fit() checks them; the run directory is not touched.
  /// @throws ConfigError: the kind, or this config, has no such score, and why; as fit()
  virtual MetricInfo find_score(const FitRequest& request) const;
  /// Of a finished fit, for which find_score gave a metric. @throws ArtifactError: its files are not there
  virtual FitScore read_score(const RunPaths& run, const TrainConfig& config, const MetricInfo& metric) const;

  /// What `run` reports on: the config's split, or in words another one. Nothing: there is nothing to report
  /// on that the model has not learned from.
  virtual std::optional<std::string> choose_split(const ExperimentConfig& config,
                                                  const std::filesystem::path& prepared) const;
  /// What can be told before the model is there. @throws ConfigError naming the option that doesn't fit
  virtual void check_evaluation(const EvaluateRequest&) const {}
  /// @throws as check_evaluation; DataError; ArtifactError
  virtual Evaluation evaluate(const EvaluateRequest& request) const = 0;
  virtual ExportPlan plan_export(const ExportRequest& request) const = 0;

  /// Holds a kept report against the tables beside it and against itself: see kept_report.h.
  virtual void check_report(const KeptReport& kept, CheckList& checks) const;
  /// What the engine must give for the test vectors beside an exported file of this kind.
  virtual VectorChecks choose_vector_checks(const OnnxModel& model) const;
  /// The engine that runs every exported file of this kind.
  virtual std::string usual_engine() const { return default_engine(); }

  /// Whether there are folds to cross-validate by. @throws ConfigError: the kind, or this config, has none;
  /// DataError
  virtual void check_folds(const ExperimentConfig& config) const;
  /// Cross-validation: trains, evaluates, pools and exports. Of a kind whose check_folds lets it pass.
  virtual void run_folds(const FitRequest& request, std::optional<bool> images) const;
  /// Applies the model to one file, writes and prints what comes out. @throws ConfigError: the kind can't
  virtual void apply_to_file(const FileRequest& request) const;
};

}  // namespace affekt
