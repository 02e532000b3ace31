// What is known of a clustering's quality, and of its clusters, when it is exported: song_model.json itself,
// and the report beside it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "affect/song_model.h"

namespace affekt {

struct SongScores {
  bool from_report = false;                           // else: from song_model.json alone
  nlohmann::json metrics = nlohmann::json::object();  // name -> {"value", "ci95"?}
  std::vector<std::string> labels;                    // [K], the report's names of the clusters; empty: none
  std::vector<std::string> notes;                     // what a reader of the scores must know
};

/// Scores that the model holds: inertia; of the sweep at its number of clusters silhouette, davies_bouldin,
/// calinski_harabasz, seed_ari, bootstrap_ari; of the regression r2_valence and r2_arousal, cross-validated.
/// Over them those of <run>/report.json, if it is a report on this model (model.weights_digest); a report on
/// something else is named in a warning and left alone.
/// @param model_digest  SHA-256 of song_model.json
/// @throws ArtifactError if report.json is no JSON object
SongScores read_song_scores(const std::filesystem::path& run_directory, const SongModel& model,
                            const std::string& model_digest);

}  // namespace affekt
