// The line that a network must beat: classical classifiers on hand-made acoustic features.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "acoustics/acoustic_features.h"

namespace affekt {

struct AcousticBaselineOptions {
  uint64_t seed = 1;
  int num_threads = 0;  // 0: thread_count(); the results do not depend on it
};

struct AcousticClassifierResult {
  std::string name;                  // "svm_rbf" | "random_forest"
  std::string chosen;                // the tuned parameters in words
  double tuning_uar = 0;             // mean UAR over the inner folds that chose them (training groups only)
  std::vector<int32_t> predictions;  // [N_test]
};

/// Both classifiers, tuned by leave-groups-out cross-validation inside the training recordings, fitted on all
/// of them, applied to the test recordings. Of the test recordings only the values are read. Features are
/// standardised with the mean and deviation of the recordings that are fitted; classes weigh the same
/// whatever their number of recordings. Without groups every recording is its own group.
/// @throws DataError if the training recordings are of fewer than two groups or two classes
std::vector<AcousticClassifierResult> evaluate_acoustic_baselines(
    const AcousticFeatures& train, const AcousticFeatures& test, int num_classes,
    const AcousticBaselineOptions& options = {});

}  // namespace affekt
