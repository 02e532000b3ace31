// Does a stated probability mean what it says: reliability bins, expected calibration error, Brier score.
#pragma once

#include <cstdint>
#include <vector>

namespace affekt {

struct ReliabilityBin {
  double low = 0, high = 0;  // the bin holds low < confidence <= high; the first one also 0
  int64_t count = 0;
  double confidence = 0;  // mean probability of the predicted class; 0 when the bin is empty
  double accuracy = 0;    // share of right predictions; 0 when the bin is empty
};

struct Calibration {
  double ece = 0;    // sum over bins of count / N * |accuracy - confidence| (Guo et al., 2017)
  double brier = 0;  // see compute_brier_score
  std::vector<ReliabilityBin> bins;
};

/// @param probabilities  [N, K] row-major, rows that sum to 1  @param labels  [N], N > 0
/// @param num_bins       equal-width bins of the predicted class's probability
Calibration measure_calibration(const std::vector<float>& probabilities, const std::vector<int32_t>& labels,
                                int num_classes, int num_bins);

/// Mean over samples of the sum over classes of (probability - target)^2: 0 (perfect) .. 2 (surely wrong).
/// This is Brier's own (1950) form for many classes, not halved.
double compute_brier_score(const std::vector<float>& probabilities, const std::vector<int32_t>& labels,
                           int num_classes);

/// The bin, 0..num_bins-1, that a confidence in [0, 1] falls into.
int reliability_bin_index(double confidence, int num_bins);

}  // namespace affekt
