// Scores of a classifier from plain vectors: accuracy, per-class precision/recall/F1, UAR, confusion, log
// loss.
#pragma once

#include <cstdint>
#include <vector>

namespace affekt {

struct ClassScores {
  int64_t support = 0;  // samples whose true class this is
  int64_t num_predicted = 0;
  double precision = 0;  // 0 when never predicted (scikit-learn's zero_division=0)
  double recall = 0;     // 0 when the class has no sample
  double f1 = 0;
};

/// The three headline scores alone, without an allocation: for the many tables of a bootstrap.
struct ConfusionScores {
  double accuracy = 0;
  double macro_f1 = 0;  // mean over the classes that occur among labels or predictions (scikit-learn)
  double uar = 0;       // unweighted average recall: mean over the classes that occur among the labels
  int num_occurring = 0, num_labelled = 0;  // of how many classes these two are
};

/// @param counts  [K, K] row-major, row = true class, column = predicted class; at least one count > 0
ConfusionScores score_confusion(const int64_t* counts, int num_classes);

struct ClassificationScores : ConfusionScores {
  int64_t num_samples = 0;
  std::vector<ClassScores> per_class;
  std::vector<std::vector<int64_t>> confusion;  // [true][predicted]
};

/// @param labels, predictions  [N], each in 0..num_classes-1, N > 0
ClassificationScores score_classification(const std::vector<int32_t>& labels,
                                          const std::vector<int32_t>& predictions, int num_classes);

/// The smallest probability that the log loss sees, so that one impossible sample leaves it finite.
constexpr double kMinLogProbability = 1e-15;

/// Mean negative log-likelihood in nats. @param probabilities  [N, K] row-major
double compute_log_loss(const std::vector<float>& probabilities, const std::vector<int32_t>& labels,
                        int num_classes);

/// Index of the largest value of each row; the first of equal ones. @param values  [N, K] row-major
std::vector<int32_t> argmax_rows(const std::vector<float>& values, int num_columns);

}  // namespace affekt
