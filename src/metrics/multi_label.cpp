#include "metrics/multi_label.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace affekt {
namespace {

/// 1 + 1/2 + ... + 1/n; of many terms by Euler and Maclaurin, whose next term is below 1e-14.
double harmonic_number(int64_t num_terms) {
  const auto n = static_cast<double>(num_terms);
  constexpr double kEulerGamma = 0.57721566490153286;
  if (num_terms >= 100)
    return std::log(n) + kEulerGamma + 1 / (2 * n) - 1 / (12 * n * n) + 1 / (120 * n * n * n * n);
  double sum = 0;
  for (double term = 1; term <= n; ++term) sum += 1 / term;
  return sum;
}

}  // namespace

RankedLabels::RankedLabels(const std::vector<uint8_t>& labels, const std::vector<float>& scores,
                           int64_t num_categories, int64_t category) {
  AFFEKT_CHECK(num_categories > 0 && category >= 0 && category < num_categories, "no such category");
  const auto stride = static_cast<size_t>(num_categories);
  AFFEKT_CHECK(!labels.empty() && labels.size() == scores.size() && labels.size() % stride == 0,
               "labels and scores are not [N, K]");
  const auto at = [&](int32_t row) {
    return static_cast<size_t>(row) * stride + static_cast<size_t>(category);
  };
  const auto score_of = [&](int32_t row) { return scores[at(row)]; };
  std::vector<int32_t> rows(labels.size() / stride);
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<int32_t>(i);
  if (std::any_of(rows.begin(), rows.end(), [&](int32_t row) { return std::isnan(score_of(row)); })) return;
  std::sort(rows.begin(), rows.end(), [&](int32_t a, int32_t b) { return score_of(a) > score_of(b); });
  entries_.reserve(rows.size());
  for (size_t i = 0; i < rows.size(); ++i)
    entries_.push_back({rows[i], labels[at(rows[i])] != 0,
                        i + 1 == rows.size() || score_of(rows[i]) > score_of(rows[i + 1])});
}

double RankedLabels::average_precision_of_random_order(const std::vector<int32_t>& counts) const {
  int64_t num_samples = 0, num_positives = 0;
  for (const Entry& entry : entries_) {
    const int32_t count = counts[static_cast<size_t>(entry.row)];
    num_samples += count;
    if (entry.is_positive) num_positives += count;
  }
  return affekt::average_precision_of_random_order(num_samples, num_positives);
}

double RankedLabels::average_precision(const std::vector<int32_t>& counts) const {
  int64_t num_seen = 0, num_found = 0, found_here = 0;  // at this threshold
  double sum = 0;
  for (const Entry& entry : entries_) {
    const int32_t count = counts[static_cast<size_t>(entry.row)];
    num_seen += count;
    if (entry.is_positive) found_here += count;
    if (!entry.ends_threshold || found_here == 0) continue;
    num_found += found_here;
    sum += static_cast<double>(found_here) * static_cast<double>(num_found) / static_cast<double>(num_seen);
    found_here = 0;
  }
  return num_found > 0 ? sum / static_cast<double>(num_found) : std::numeric_limits<double>::quiet_NaN();
}

double average_precision(const std::vector<uint8_t>& labels, const std::vector<float>& scores) {
  return score_multi_label(labels, scores, 1).average_precision[0];
}

double average_precision_of_random_order(int64_t num_samples, int64_t num_positives) {
  AFFEKT_CHECK(num_positives >= 0 && num_positives <= num_samples, "more positives than samples");
  if (num_positives == 0) return std::numeric_limits<double>::quiet_NaN();
  if (num_positives == num_samples) return 1;
  const auto n = static_cast<double>(num_samples);
  const double first_share = harmonic_number(num_samples) / n;  // mean of 1 / place
  return first_share + static_cast<double>(num_positives - 1) / (n - 1) * (1 - first_share);
}

MultiLabelScores score_multi_label(const std::vector<uint8_t>& labels, const std::vector<float>& scores,
                                   int64_t num_categories) {
  MultiLabelScores result;
  const std::vector<int32_t> once(labels.size() / static_cast<size_t>(std::max<int64_t>(1, num_categories)),
                                  1);
  int num_scored = 0;
  for (int64_t k = 0; k < num_categories; ++k) {
    const RankedLabels ranked(labels, scores, num_categories, k);
    result.average_precision.push_back(ranked.average_precision(once));
    bool has_positive = false;
    for (size_t i = static_cast<size_t>(k); i < labels.size(); i += static_cast<size_t>(num_categories))
      has_positive = has_positive || labels[i] != 0;
    if (!has_positive) continue;
    result.map += result.average_precision.back();
    ++num_scored;
  }
  result.map /= num_scored;  // 0 / 0 is NaN
  return result;
}

}  // namespace affekt
