// What answers without looking at a picture score: the categories' shares, a random order of the people, the
// mean, the median and the most common level of the training values; and how far a model is above them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "evaluation/affect/affect_predictions.h"
#include "evaluation/affect/affect_priors.h"
#include "metrics/bootstrap.h"

namespace affekt {

struct AffectBaselines {
  /// [K], of a random order, and of the model minus those; empty without a train split.
  std::vector<double> average_precision_of_random_order;
  std::vector<double> average_precision_differences;
  std::vector<Interval> average_precision_ci;
};

/// Adds "baselines" and, with a train split, "strongest_baseline" to report.json's content, which has its
/// metrics: see affect_report.h.
/// @param options  over pictures; num_resamples 0: no intervals
AffectBaselines add_affect_baselines(const AffectPredictions& predictions, const TrainingPriors& priors,
                                     const BootstrapOptions& options, nlohmann::json& facts);

}  // namespace affekt
