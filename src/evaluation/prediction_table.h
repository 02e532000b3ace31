// What a model said about each sample of one split: the only thing a report is computed from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

struct PredictionTable {
  std::vector<std::string> class_names;   // K
  std::vector<std::string> source_ids;    // N
  std::vector<int32_t> labels;            // N
  std::vector<float> probabilities;       // [N, K], calibrated when a temperature was fitted
  std::vector<uint8_t> has_train_twin;    // N
  std::string split;                      // "validation"

  int64_t num_samples() const { return static_cast<int64_t>(labels.size()); }
};

/// predictions.csv: source_id,label,prediction,correct,has_train_twin,p_<class>...; 9 significant digits, so
/// that reading it back gives the same floats. Written atomically.
void write_predictions_csv(const std::filesystem::path& path, const PredictionTable& table);
/// @throws ArtifactError naming file and line
PredictionTable read_predictions_csv(const std::filesystem::path& path);

}  // namespace affekt
