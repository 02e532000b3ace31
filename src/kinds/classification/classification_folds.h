// affekt run --folds: cross-validation, one run directory a fold, then the final model on all folds.
#pragma once

#include <optional>

#include "kinds/kind.h"

namespace affekt {

/// Trains and tests each fold of data.split.plan that this copy of the data has in <run>/fold_<f>, pools
/// their predictions into one report in <run>, trains the final model on all folds in <run> and exports it.
/// Each step that is done already is passed over with `resume`. Prints the pooled scores.
/// @throws ConfigError: a plan without folds, another config than that of the run to go on with; DataError;
///         ArtifactError; Interrupted saying how to go on
void run_classification_folds(const Kind& kind, const FitRequest& run, std::optional<bool> images);

}  // namespace affekt
