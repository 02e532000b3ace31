// What is known of a model's quality when it is exported: the report beside it, or the score it was selected
// by.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runs/trained_model.h"

namespace affekt {

struct ReportedScores {
  bool from_report = false;     // else: the validation score that selected the weights
  int64_t num_fold_models = 0;  // > 0: scores of a cross-validation's models, of which this one is none
  std::string split;            // "validation"; empty if no score is known
  std::string headline;         // the metric that stands first; empty: accuracy
  nlohmann::json metrics = nlohmann::json::object();  // name -> {"value", "ci95"?}
  std::vector<std::string> notes;                     // what a reader of the scores must know
};

/// Reads <run>/report.json if it is there and is a report on these weights, or the pooled report of the
/// cross-validation whose final model they are (cross_validation.final_model.weights_digest). A report on
/// something else is named in a warning and left alone. @throws ArtifactError if the file is no JSON
ReportedScores read_reported_scores(const std::filesystem::path& run_directory, const TrainedModel& model);

/// The one score for "affekt.metric": the report's headline, else accuracy, else the first. Null if none is
/// known. Scores of a cross-validation say so: "of_fold_models" is their number.
nlohmann::json headline_metric(const ReportedScores& scores);

}  // namespace affekt
