// What is known of a model's quality when it is exported: the report beside it, or the score it was selected
// by.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runs/trained_model.h"

namespace affekt {

struct KnownScores {
  bool from_report = false;                           // else: the validation score that selected the weights
  std::string split;                                  // "validation"; empty if no score is known
  nlohmann::json metrics = nlohmann::json::object();  // name -> {"value", "ci95"?}
  std::vector<std::string> notes;                     // what a reader of the scores must know
};

/// Reads <run>/report.json if it is there and is a report on these weights; a report on others is named in a
/// warning and left alone. @throws ArtifactError if the file is no JSON
KnownScores read_known_scores(const std::filesystem::path& run_directory, const TrainedModel& model);

/// The one score for "affekt.metric": accuracy, else the first. Null if none is known.
nlohmann::json headline_metric(const KnownScores& scores);

}  // namespace affekt
