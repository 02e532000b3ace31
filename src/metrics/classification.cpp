#include "metrics/classification.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"

namespace affekt {
namespace {

double ratio(int64_t numerator, int64_t denominator) {
  return denominator > 0 ? static_cast<double>(numerator) / static_cast<double>(denominator) : 0.0;
}

}  // namespace

ConfusionScores score_confusion(const int64_t* counts, int num_classes) {
  int64_t num_samples = 0, num_correct = 0;
  int num_labelled = 0, num_occurring = 0;
  double recall_sum = 0, f1_sum = 0;
  for (int k = 0; k < num_classes; ++k) {
    int64_t support = 0, predicted = 0;
    for (int other = 0; other < num_classes; ++other) {
      support += counts[k * num_classes + other];
      predicted += counts[other * num_classes + k];
    }
    const int64_t correct = counts[k * num_classes + k];
    num_samples += support;
    num_correct += correct;
    if (support > 0) {
      ++num_labelled;
      recall_sum += ratio(correct, support);
    }
    if (support + predicted > 0) {
      ++num_occurring;
      f1_sum += ratio(2 * correct, support + predicted);  // 2PR / (P + R), written in counts
    }
  }
  AFFEKT_CHECK(num_samples > 0, "a confusion table needs at least one sample");
  return {ratio(num_correct, num_samples), f1_sum / num_occurring, recall_sum / num_labelled, num_occurring,
          num_labelled};
}

ClassificationScores score_classification(const std::vector<int32_t>& labels,
                                          const std::vector<int32_t>& predictions, int num_classes) {
  AFFEKT_CHECK(num_classes > 0, "num_classes must be positive");
  AFFEKT_CHECK(!labels.empty(), "there is no sample to score");
  AFFEKT_CHECK(labels.size() == predictions.size(), std::to_string(labels.size()) + " labels but " +
                                                        std::to_string(predictions.size()) + " predictions");
  std::vector<int64_t> counts(static_cast<size_t>(num_classes) * static_cast<size_t>(num_classes), 0);
  for (size_t i = 0; i < labels.size(); ++i) {
    AFFEKT_CHECK(labels[i] >= 0 && labels[i] < num_classes, "label " + std::to_string(labels[i]));
    AFFEKT_CHECK(predictions[i] >= 0 && predictions[i] < num_classes,
                 "prediction " + std::to_string(predictions[i]));
    ++counts[static_cast<size_t>(labels[i] * num_classes + predictions[i])];
  }

  ClassificationScores scores;
  static_cast<ConfusionScores&>(scores) = score_confusion(counts.data(), num_classes);
  scores.num_samples = static_cast<int64_t>(labels.size());
  scores.per_class.resize(static_cast<size_t>(num_classes));
  for (int row = 0; row < num_classes; ++row) {
    const auto begin = counts.begin() + row * num_classes;
    scores.confusion.emplace_back(begin, begin + num_classes);
    for (int column = 0; column < num_classes; ++column) {
      scores.per_class[static_cast<size_t>(row)].support += begin[column];
      scores.per_class[static_cast<size_t>(column)].num_predicted += begin[column];
    }
  }
  for (int k = 0; k < num_classes; ++k) {
    ClassScores& of_class = scores.per_class[static_cast<size_t>(k)];
    const int64_t correct = counts[static_cast<size_t>(k * num_classes + k)];
    of_class.precision = ratio(correct, of_class.num_predicted);
    of_class.recall = ratio(correct, of_class.support);
    of_class.f1 = ratio(2 * correct, of_class.support + of_class.num_predicted);
  }
  return scores;
}

double compute_log_loss(const std::vector<float>& probabilities, const std::vector<int32_t>& labels,
                        int num_classes) {
  AFFEKT_CHECK(num_classes > 0 && !labels.empty(), "there is no sample to score");
  const auto stride = static_cast<size_t>(num_classes);
  AFFEKT_CHECK(probabilities.size() == labels.size() * stride, "probabilities are not [N, K]");
  double sum = 0;
  for (size_t i = 0; i < labels.size(); ++i) {
    AFFEKT_CHECK(labels[i] >= 0 && labels[i] < num_classes, "label " + std::to_string(labels[i]));
    const double probability = probabilities[i * stride + static_cast<size_t>(labels[i])];
    sum -= std::log(std::max(probability, kMinLogProbability));
  }
  return sum / static_cast<double>(labels.size());
}

std::vector<int32_t> argmax_rows(const std::vector<float>& values, int num_columns) {
  AFFEKT_CHECK(num_columns > 0, "num_columns must be positive");
  const auto stride = static_cast<size_t>(num_columns);
  AFFEKT_CHECK(values.size() % stride == 0, "values are not [N, K]");
  std::vector<int32_t> best(values.size() / stride);
  for (size_t row = 0; row < best.size(); ++row) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row * stride);
    best[row] = static_cast<int32_t>(std::max_element(begin, begin + num_columns) - begin);
  }
  return best;
}

}  // namespace affekt
