// What a model said about each person of one split: categories, valence, arousal and dominance.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "metrics/affect_scores.h"

namespace affekt {

struct AffectPredictions {
  std::vector<std::string> source_ids;      // N, of the people: "framesdb/images/a.jpg#2"
  std::vector<std::string> category_names;  // K
  std::vector<int32_t> images;              // N, index of the picture: people of one picture share it
  std::vector<uint8_t> labels;              // [N, K], 0 or 1
  std::vector<float> probabilities;         // [N, K]
  std::vector<float> values;                // [N, 3], true valence, arousal, dominance, 1..10
  std::vector<float> predicted_values;      // [N, 3], points of the same scale

  int64_t num_samples() const { return static_cast<int64_t>(source_ids.size()); }
  int64_t num_categories() const { return static_cast<int64_t>(category_names.size()); }
};

/// @throws DataError if there is no sample; ArtifactError naming the sample if a probability is not in 0..1
/// or a predicted value is not finite
void check_affect_predictions(const AffectPredictions& predictions);

ScoredAffect scored(const AffectPredictions& predictions);

/// The rows whose index is given, in that order.
AffectPredictions select_rows(const AffectPredictions& predictions, const std::vector<int64_t>& rows);

/// predictions.csv: source_id,image,true_valence,true_arousal,true_dominance,predicted_valence,...,
/// [label_<category>,p_<category>]...; 9 significant digits, so that reading it back gives the same floats.
std::string render_affect_predictions_csv(const AffectPredictions& predictions);

/// @throws ArtifactError naming file and line: wrong columns, not a number, a label that is not 0 or 1
AffectPredictions read_affect_predictions_csv(const std::filesystem::path& path);

}  // namespace affekt
