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
  nlohmann::json model = nlohmann::json::object();   // name, parameters, digests, engine, selected_on, temperature
  nlohmann::json timing = nlohmann::json::object();  // seconds, images_per_s ...
  int64_t seed = 1;
  EvaluateConfig options;
  std::filesystem::path metrics_csv;            // learning curves of the run; empty or absent: no curves
  const ImageSamples* pictures = nullptr;       // the split's samples, for the worst mistakes; null: none
};

/// report.json's content. Pure: no file is touched. Layout: design section 8.
nlohmann::json build_report(const ReportInput& input);

/// report.json, report.md, report.html and predictions.csv into `directory`, each atomically.
void write_report(const std::filesystem::path& directory, const ReportInput& input);

}  // namespace affekt
