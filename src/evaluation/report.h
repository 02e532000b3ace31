// A prediction table -> the report: every score with interval, baselines, calibration, leaks.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "config/experiment_config.h"
#include "evaluation/prediction_table.h"
#include "store/prepared_file.h"

namespace affekt {

struct ReportInput {
  PredictionTable table;                        // plain: single crop, one pass
  std::optional<PredictionTable> augmented;     // with test-time augmentation, same samples
  std::vector<int64_t> train_class_counts;      // K, for the baselines (majority class and prior of train)
  PreparedInfo data;                            // name, digest, skipped, audit
  /// Shown as it is. Read here: "name", "parameters", "engine", "temperature", "selected_on" (the split that the
  /// checkpoint was chosen on; without it the report says that it can't tell), "selected_epoch" (marked in the
  /// learning curves).
  nlohmann::json model = nlohmann::json::object();
  nlohmann::json timing = nlohmann::json::object();  // seconds, images_per_s ...: shown as it is
  int64_t seed = 1;
  EvaluateConfig options;
  std::filesystem::path metrics_csv;            // learning curves of the run; empty or absent: no curves
  const ImageSamples* pictures = nullptr;       // the split's samples, for the worst mistakes; null: none
};

/// report.json's content. Pure: no file is touched. Layout: docs/report.md.
/// @throws DataError: no samples; ArtifactError: probabilities that are none, naming the sample
nlohmann::json build_report(const ReportInput& input);

/// report.json, report.md, report.html, predictions.csv and figures/*.svg into `directory`, each atomically.
/// @throws as build_report, and ArtifactError: can't write, metrics_csv is damaged
void write_report(const std::filesystem::path& directory, const ReportInput& input);

}  // namespace affekt
