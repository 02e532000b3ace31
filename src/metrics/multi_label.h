// Average precision of categories of which a sample may have several, and its mean over the categories (mAP).
#pragma once

#include <cstdint>
#include <vector>

namespace affekt {

/// Sum over the distinct scores, from the highest on, of the recall that each adds times the precision there:
/// scikit-learn's average_precision_score. Equal scores are one threshold, so constant scores give the
/// category's share of the samples.
/// @param labels  [N], not 0: the sample is of the category  @param scores  [N], any scale, N > 0
/// @return  in 0..1; NaN without a sample of the category, and where a score is NaN
/// Example: labels 1 0 1 0, scores 0.9 0.8 0.7 0.1 give 1/2 * 1/1 + 1/2 * 2/3 = 0.833.
double average_precision(const std::vector<uint8_t>& labels, const std::vector<float>& scores);

/// What average_precision() is on average over all orders of the samples: above the share of the category in
/// few samples, since the first found one counts from its place on.
///   H/n + (k - 1)/(n - 1) (1 - H/n), H = 1 + 1/2 + ... + 1/n
/// (a positive at place i has i - 1 before it, (i - 1)(k - 1)/(n - 1) of them positive on average).
/// @param num_positives  k, 0..n  @return  NaN for k = 0
/// Example: 1 of 2 gives (1 + 1/2) / 2 = 0.75.
double average_precision_of_random_order(int64_t num_samples, int64_t num_positives);

/// One category's samples in the order of their scores: sorted once for the many resamples of a bootstrap.
class RankedLabels {
 public:
  /// @param labels, scores  [N, K] row-major, of which column `category` is taken
  RankedLabels(const std::vector<uint8_t>& labels, const std::vector<float>& scores, int64_t num_categories,
               int64_t category);

  /// average_precision() of a sample that holds each row so many times. @param counts  [N], >= 0
  double average_precision(const std::vector<int32_t>& counts) const;
  /// average_precision_of_random_order() of that sample.
  double average_precision_of_random_order(const std::vector<int32_t>& counts) const;

 private:
  struct Entry {
    int32_t row;
    bool is_positive;
    bool ends_threshold;  // the next one's score is lower
  };
  std::vector<Entry> entries_;  // by descending score; empty: a score is NaN
};

struct MultiLabelScores {
  std::vector<double> average_precision;  // [K]; NaN: no sample is of the category
  double map = 0;  // mean over the categories that have a sample; NaN if none has, or a score is NaN
};

/// @param labels, scores  [N, K] row-major, N > 0
MultiLabelScores score_multi_label(const std::vector<uint8_t>& labels, const std::vector<float>& scores,
                                   int64_t num_categories);

}  // namespace affekt
