#include "evaluation/classification/shown_samples.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "metrics/classification.h"

namespace affekt {
namespace {

float probability_of(const PredictionTable& table, int64_t row, int32_t k) {
  return table.probabilities[static_cast<size_t>(row * table.num_classes() + k)];
}

/// Those that are right, or those that are wrong.
std::vector<int64_t> rank_by_confidence(const PredictionTable& table, bool right) {
  const std::vector<int32_t> predictions = argmax_rows(table.probabilities, table.num_classes());
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < table.num_samples(); ++i)
    if ((predictions[static_cast<size_t>(i)] == table.labels[static_cast<size_t>(i)]) == right)
      rows.push_back(i);
  const auto confidence = [&](int64_t row) {
    return probability_of(table, row, predictions[static_cast<size_t>(row)]);
  };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](int64_t a, int64_t b) { return confidence(a) > confidence(b); });
  return rows;
}

void shorten(std::vector<int64_t>& rows, int64_t limit) {
  rows.resize(std::min(rows.size(), static_cast<size_t>(std::max<int64_t>(0, limit))));
}

}  // namespace

std::vector<int64_t> find_worst_mistakes(const PredictionTable& table, int64_t limit) {
  std::vector<int64_t> rows = rank_by_confidence(table, /*right=*/false);
  shorten(rows, limit);
  return rows;
}

std::vector<int64_t> mix_wrong_and_right(std::vector<int64_t> wrong, std::vector<int64_t> right,
                                         int64_t count) {
  shorten(wrong, std::max((count + 1) / 2, count - static_cast<int64_t>(right.size())));
  shorten(right, count - static_cast<int64_t>(wrong.size()));
  wrong.insert(wrong.end(), right.begin(), right.end());
  return wrong;
}

std::vector<int64_t> choose_saliency_rows(const PredictionTable& table, int64_t count) {
  return mix_wrong_and_right(rank_by_confidence(table, /*right=*/false),
                             rank_by_confidence(table, /*right=*/true), count);
}

nlohmann::json describe_samples(const PredictionTable& table, const std::vector<int64_t>& rows) {
  const std::vector<int32_t> predictions = argmax_rows(table.probabilities, table.num_classes());
  auto samples = nlohmann::json::array();
  for (const int64_t row : rows) {
    const auto i = static_cast<size_t>(row);
    samples.push_back({{"row", row},
                       {"source_id", table.source_ids[i]},
                       {"label", table.class_names[static_cast<size_t>(table.labels[i])]},
                       {"prediction", table.class_names[static_cast<size_t>(predictions[i])]},
                       {"probability", probability_of(table, row, predictions[i])},
                       {"probability_of_label", probability_of(table, row, table.labels[i])}});
  }
  return samples;
}

}  // namespace affekt
