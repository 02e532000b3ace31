// What is known of a model's quality when it is exported: of the report beside it, if it is on this model.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

struct ReportedScores {
  bool from_report = false;     // else: what the training knows
  int64_t num_fold_models = 0;  // > 0: scores of a cross-validation's models, of which this one is none
  std::string split;            // "validation"; empty if no score is known, or there are no splits
  std::string headline;         // the metric that stands first; empty: accuracy
  nlohmann::json metrics = nlohmann::json::object();  // name -> {"value", "ci95"?}
  std::vector<std::string> notes;                     // what a reader of the scores must know
};

/// <run>/report.json if it is there and is a report on this model, or the pooled report of the
/// cross-validation whose final model it is (cross_validation.final_model.weights_digest); else null. A
/// report on something else is named in a warning and left alone.
/// @param what  is exported, for that warning: "weights"  @throws ArtifactError if the file is no JSON object
nlohmann::json read_report_of(const std::filesystem::path& run_directory, const std::string& weights_digest,
                              const std::string& what);

/// What the report says, over what is known already: its metrics replace those of the same names.
/// @param report  of read_report_of, not null
void add_reported_scores(const nlohmann::json& report, const std::string& weights_digest,
                         ReportedScores& scores);

/// The one score for "affekt.metric": the report's headline, else accuracy, else the first. Null if none is
/// known. Scores of a cross-validation say so: "of_fold_models" is their number.
nlohmann::json headline_metric(const ReportedScores& scores);

}  // namespace affekt
