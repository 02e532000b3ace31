// The classical classifiers and the settings among which tuning chooses.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace affekt {

/// Fit on some recordings, predict others. Values are standardised.
struct FitProblem {
  int64_t num_features = 0;
  std::vector<float> train;           // [N, D]
  std::vector<int32_t> train_labels;  // [N]
  std::vector<float> test;            // [M, D]
  uint64_t seed = 1;
};

struct ClassifierCandidate {
  std::string settings;  // in words
  /// @return [M]; the same for the same problem, whichever thread calls
  std::function<std::vector<int32_t>(const FitProblem&)> fit_and_predict;
};

struct ClassifierFamily {
  std::string name;                             // "svm_rbf", "random_forest"
  std::vector<ClassifierCandidate> candidates;  // the simplest first
};

/// A support vector machine with a Gaussian kernel (one against one), and a random forest, from OpenCV.
/// Classes weigh the same, whatever their number of recordings; in a forest that moves the splits and mixed
/// leaves only, so that trees which are grown out feel little of it. Where all recordings are of one class,
/// that is predicted.
std::vector<ClassifierFamily> make_classifier_families(int64_t num_features);

}  // namespace affekt
