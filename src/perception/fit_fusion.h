// How much a face's and a voice's answers should count beside each other: weights by log loss on labelled
// predictions, and how much better the two are than each alone. There being no paired recordings, pairs are
// made up of samples of one class.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "metrics/prediction_scores.h"
#include "perception/emotion_fusion.h"

namespace affekt {

/// Predictions of one model for samples that it was not trained on.
struct LabelledReadings {
  std::string source;                    // "face", "voice"
  std::string name;                      // for people: the file that they come from
  std::vector<std::string> class_names;  // [K], the model's own
  std::vector<float> probabilities;      // [N, K] row-major, calibrated
  std::vector<int32_t> labels;           // [N], of class_names
  std::vector<std::string> groups;       // [N], whom the sample is of; empty: not known
};

struct FusionFitOptions {
  uint64_t seed = 1;  // of the pairs, the folds and the bootstrap
  int num_folds = 5;
  int64_t num_resamples = 2000;
};

/// One line of the comparison: what is told of the emotion by a face alone, by a voice alone, by both.
struct FusionScores {
  std::string name;  // "face", "voice", "fused"
  PredictionScores scores;
  PredictionScores fused_minus;  // fused minus this one; of "fused" itself all 0
};

struct FusionFit {
  FusionRule
      rule;  // fitted on all pairs; its prior is even, since nobody knows how often what is felt in use
  int64_t num_pairs = 0;
  std::vector<int64_t> class_counts;  // [7], pairs
  int64_t num_groups = 0;             // of pairs in the intervals; 0: pairs count one by one
  std::vector<FusionScores> scores;   // each source, then "fused"
  std::vector<std::string> names;     // of the sources' files
  FusionFitOptions options;
};

/// Pairs: of each common class as many as the source with fewer samples of it has, no sample twice, drawn by
/// the seed. Each pair is scored with weights that were fitted on the other folds; groups (speakers) stay in
/// one fold, and intervals draw whole groups, where one of the sources has them (the last one's, if both do).
/// What a source says alone is put to the same prior, and has a weight of its own, fitted likewise.
/// @throws DataError  a class of one source that the other has no sample of at all, or fewer than 10 pairs
FusionFit fit_fusion(const LabelledReadings& first, const LabelledReadings& second,
                     const FusionFitOptions& options = {});

/// Log loss by weights, smallest over weights of 0..4. @param terms  [S][N, 7], log(p / prior) of each
/// source;
/// @param log_prior  [7]  @param rows  of the N to look at  @return [S]
std::vector<double> fit_weights(const std::vector<std::vector<double>>& terms,
                                const std::vector<double>& log_prior, const std::vector<int32_t>& labels,
                                const std::vector<size_t>& rows);

/// The first line says that the pairs are made up.
std::string render_fusion_markdown(const FusionFit& fit);
nlohmann::json to_json(const FusionFit& fit);

}  // namespace affekt
