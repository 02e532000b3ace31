// affekt run --folds: cross-validation, one run directory a fold, then the final model on all folds.
#pragma once

#include <optional>

#include "ingest/split_plan.h"
#include "kinds/kind.h"

namespace affekt {

/// The folds of data.split.plan that this copy of the data has, and those that it lacks.
/// @throws ConfigError: a plan without folds; DataError: too few are there
FoldList find_classification_folds(const ExperimentConfig& config);

/// Trains and tests each fold of data.split.plan that this copy of the data has in <run>/fold_<f>, pools
/// their predictions into one report in <run>, trains the final model on all folds in <run> and exports it.
/// Each step that is done already is passed over with `resume`. Prints the pooled scores.
/// @throws as find_classification_folds; ConfigError: another config than that of the run to go on with;
/// DataError;
///         ArtifactError; Interrupted saying how to go on
void run_classification_folds(const Kind& kind, const FitRequest& run, std::optional<bool> images);

}  // namespace affekt
