// The options of each step of a clustering of songs, out of the config.
#pragma once

#include "clustering/kmeans/mini_batch_kmeans.h"
#include "clustering/sweep/choose_k.h"
#include "clustering/transform/feature_transform.h"
#include "config/experiment_config.h"
#include "kinds/songs/fit_affect_regression.h"

namespace affekt {

KmeansOptions kmeans_options(const ExperimentConfig& config);
MiniBatchOptions mini_batch_options(const ExperimentConfig& config, int64_t num_clusters);
SweepOptions sweep_options(const ExperimentConfig& config);
TransformOptions transform_options(const FeatureConfig& features);
AffectRegressionOptions regression_options(const ExperimentConfig& config);

}  // namespace affekt
