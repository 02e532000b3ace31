// Cross-validation: what the folds' models said of the samples they were tested on, pooled into one report.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "evaluation/report/write_report_files.h"

namespace affekt {

/// A run directory that was trained and reported on its test split.
struct FoldRun {
  int64_t fold = 0;  // from 1
  std::filesystem::path directory;
};

/// Whether the directory holds a training that was ended and reported with this very config on these data,
/// and the files beside the report are as they were written.
/// @param data_digest  PreparedInfo::content_digest of the fold's prepared file
bool is_fold_finished(const std::filesystem::path& directory, const ExperimentConfig& config,
                      const std::string& data_digest);

/// The model that was trained on all folds, once it is there.
struct FinalModel {
  std::string weights_digest;  // SHA-256 of its best.safetensors; empty: not trained yet
  double train_seconds = 0;
};

struct PoolRequest {
  std::vector<FoldRun> folds;         // at least one
  std::vector<int64_t> absent_folds;  // of the plan, but not in this copy of the data
  ExperimentConfig config;            // of the final training: plan, validation fold, seed, report options
  FinalModel final_model;
};

/// Reads report.json, predictions.csv, metrics.csv and, where all folds have it, baseline_predictions.csv of
/// each fold, and makes one report on all their samples, for `directory`. Scores and their intervals are of
/// the pooled predictions. Its member cross_validation:
///   plan, absent_folds
///   folds          [{fold, directory, num_samples, num_classes (with samples), groups, accuracy, macro_f1,
///                  uar, baselines: {name: {uar, chosen}}, epoch, train_seconds, weights_digest,
///                  data_digest}]
///   spread         {accuracy | macro_f1 | uar: {mean, deviation, min, max}} of the folds
///   train_seconds  of all folds, without the final model
///   final_validation_fold  the fold that the final model is not trained on either; 0: it trains on all
///   final_model    {weights_digest, train_seconds}, or null
/// @throws ArtifactError: a fold's files are missing, damaged, of other classes, or a sample is in two folds
Evaluation make_pooled_report(const std::filesystem::path& directory, const PoolRequest& request);

}  // namespace affekt
