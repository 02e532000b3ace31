// From a song's features as the catalogue has them to the space that is clustered: logarithm, circle, scale,
// PCA.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "clustering/kmeans/kmeans.h"

namespace affekt {

struct TransformOptions {
  std::vector<std::string> columns;  // of the input, in order
  std::string scaling = "standard";  // standard | robust (median and quartiles) | none
  bool log_tempo = true;             // natural logarithm of the column "tempo"
  bool circular_key = true;          // the column "key", 0..11, becomes its cosine and sine
  int64_t pca_components = 0;        // 0: no PCA
};

/// z = weight * expand(x) + bias, where expand takes the logarithm of some columns and puts others on a
/// circle.
struct FeatureTransform {
  struct Step {
    std::string column;
    std::string kind;  // linear | log | circle (two outputs, cosine then sine of 2 pi x / 12)
  };
  std::vector<Step> steps;                  // one for each input column, in order: D
  std::vector<std::string> expanded_names;  // [E], "log_tempo", "key_cos" ...
  std::vector<std::string> output_names;    // [P], the same, or "pc1" ...
  /// [E], of the expanded columns. With PCA the centre is the mean, whatever the scaling. A circle's two
  /// halves have one scale, so that it stays a circle.
  std::vector<double> centre, scale;
  std::vector<double> components;          // [P, E] on the scaled columns, orthonormal rows; empty: identity
  std::vector<double> explained_variance;  // [P], share of the whole; empty without PCA
  std::vector<float> weight;               // [P, E], scaling and PCA in one: what the ONNX graph holds
  std::vector<float> bias;                 // [P]

  int64_t num_inputs() const { return static_cast<int64_t>(steps.size()); }
  int64_t num_outputs() const { return static_cast<int64_t>(output_names.size()); }
};

/// @param rows  raw features [N, D], D = options.columns, no empty cell
/// Standard scaling, robust scaling and PCA are those of scikit-learn (StandardScaler, RobustScaler, PCA;
/// golden values: tests/golden/feature_transform.json); the largest loading of a component is positive.
/// @throws ConfigError: pca_components beyond the expanded columns; DataError: only one song, or all equal,
/// under scaling; or, naming column and row: a value that is not finite, a tempo <= 0 under log_tempo, a key
/// outside 0..11 under circular_key, a column without spread under scaling
FeatureTransform fit_transform(MatrixView rows, const TransformOptions& options);

/// The columns, of options.columns, that fit_transform refuses for want of spread, all of them at once.
/// @param rows  as fit_transform has them, at least one
std::vector<std::string> find_flat_columns(MatrixView rows, const TransformOptions& options);

/// [N, D] -> float32 [N, P]. In the arithmetic of the ONNX graph: float32 throughout. Equal bits for any
/// number of threads; 0: thread_count(). @throws DataError: values as fit_transform refuses them
std::vector<float> apply_transform(const FeatureTransform& transform, MatrixView rows, int num_threads = 0);

/// A point of the clustered space in the columns' own units, [E]: for profiles. Exact without PCA, else the
/// best reconstruction; a logarithm is undone, a circle is not.
std::vector<double> undo_transform(const FeatureTransform& transform, const float* point);

nlohmann::json to_json(const FeatureTransform& transform);
/// @throws ArtifactError naming what is missing or of the wrong size
FeatureTransform feature_transform_from_json(const nlohmann::json& json);

}  // namespace affekt
