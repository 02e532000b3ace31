// From a song's transformed features to valence and arousal: ridge regression and one small network, and how
// good each is by cross-validation.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// y = weight z + bias
struct LinearMap {
  int64_t num_inputs = 0, num_outputs = 0;
  std::vector<float> weight;  // [num_outputs, num_inputs]
  std::vector<float> bias;    // [num_outputs]
};

/// R2 of one output over all songs, each predicted by the fold that did not train on it.
struct CrossValidatedFit {
  std::vector<double> r2;  // [2], valence, arousal: 1 - residual / total; 0 is as good as the mean
  std::vector<double> r2_low, r2_high;                 // [2], 95 % bootstrap interval over artists
  std::vector<double> mae;                             // [2], in the target's unit
  std::vector<double> r2_by_fold_min, r2_by_fold_max;  // [2]
};

struct AffectRegression {
  std::string target = "none";  // deezer | tags | none
  int64_t num_songs = 0, num_folds = 0;
  double lambda = 0;         // ridge: chosen inside each training part; this one is of the final fit
  LinearMap ridge;           // [2, P]
  LinearMap hidden, output;  // the network: output(relu(hidden(z)))
  CrossValidatedFit ridge_fit, network_fit;
  CrossValidatedFit mean_fit;  // the baseline: the training folds' mean
  double network_gain = 0;     // the network's mean R2 of both targets less the ridge's
  double network_gain_low = 0, network_gain_high = 0;  // 95 % bootstrap interval over artists, paired
  std::string exported = "ridge";  // ridge | network: the network only if its gain is above 0 for sure
};

/// @param points  [N, num_inputs]  @return  [N, num_outputs], in float32 as the ONNX graph computes it
std::vector<float> predict_linear(const LinearMap& map, const float* points, int64_t num_rows);
/// output(relu(hidden(z)))
std::vector<float> predict_network(const LinearMap& hidden, const LinearMap& output, const float* points,
                                   int64_t num_rows);

/// Predictions of the exported one. @param points  [N, P]  @return  [N, 2], valence, arousal
std::vector<float> predict_affect(const AffectRegression& regression, const float* points, int64_t num_rows);

nlohmann::json to_json(const AffectRegression& regression);
/// @throws ArtifactError naming what is missing or of the wrong size
AffectRegression regression_from_json(const nlohmann::json& json);

}  // namespace affekt
