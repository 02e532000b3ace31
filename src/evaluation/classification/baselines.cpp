#include "evaluation/classification/baselines.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/error.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

/// Scores of guesses drawn with the probabilities `guess`, whatever the sample.
nlohmann::json score_guessing(const std::vector<double>& guess, const std::vector<int64_t>& counts) {
  const auto num_samples = static_cast<double>(std::accumulate(counts.begin(), counts.end(), int64_t{0}));
  double accuracy = 0, recall_sum = 0, log_loss = 0;
  int num_present = 0;
  for (size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    const double share = static_cast<double>(counts[k]) / num_samples;
    ++num_present;
    recall_sum += guess[k];  // a sample of class k is guessed right with this probability
    accuracy += share * guess[k];
    log_loss -= share * std::log(std::max(guess[k], kMinLogProbability));
  }
  return {{"accuracy", accuracy}, {"uar", recall_sum / num_present}, {"log_loss", log_loss}};
}

nlohmann::json score_majority(size_t majority, const std::vector<int64_t>& counts, const std::string& name) {
  const int num_classes = static_cast<int>(counts.size());
  std::vector<int64_t> confusion(counts.size() * counts.size(), 0);
  for (size_t k = 0; k < counts.size(); ++k) confusion[k * counts.size() + majority] = counts[k];
  const ConfusionScores scores = score_confusion(confusion.data(), num_classes);
  return {{"class", name}, {"accuracy", scores.accuracy}, {"macro_f1", scores.macro_f1}, {"uar", scores.uar}};
}

}  // namespace

nlohmann::json compute_baselines(const std::vector<int64_t>& train_class_counts,
                                 const std::vector<int64_t>& split_class_counts,
                                 const std::vector<std::string>& class_names) {
  const size_t num_classes = class_names.size();
  AFFEKT_CHECK(split_class_counts.size() == num_classes, "one count per class");
  AFFEKT_CHECK(train_class_counts.empty() || train_class_counts.size() == num_classes, "one count per class");
  nlohmann::json baselines;
  baselines["uniform"] = score_guessing(
      std::vector<double>(num_classes, 1.0 / static_cast<double>(num_classes)), split_class_counts);

  const auto num_train = std::accumulate(train_class_counts.begin(), train_class_counts.end(), int64_t{0});
  if (num_train == 0) return baselines;
  std::vector<double> prior;
  for (const int64_t count : train_class_counts)
    prior.push_back(static_cast<double>(count) / static_cast<double>(num_train));
  baselines["prior"] = score_guessing(prior, split_class_counts);
  // An answer that can't be right is no baseline: a class that the split lacks is passed over.
  std::vector<size_t> by_count(num_classes);
  std::iota(by_count.begin(), by_count.end(), size_t{0});
  std::stable_sort(by_count.begin(), by_count.end(),
                   [&](size_t a, size_t b) { return train_class_counts[a] > train_class_counts[b]; });
  nlohmann::json absent = nlohmann::json::array();
  for (const size_t k : by_count) {
    if (train_class_counts[k] == 0) break;
    if (split_class_counts[k] > 0) {
      baselines["majority"] = score_majority(k, split_class_counts, class_names[k]);
      if (!absent.empty()) baselines["majority"]["absent"] = absent;
      break;
    }
    absent.push_back(class_names[k]);
  }
  return baselines;
}

}  // namespace affekt
