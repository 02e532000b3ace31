#include "metrics/calibration.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "metrics/classification.h"

namespace affekt {

int reliability_bin_index(double confidence, int num_bins) {
  return std::clamp(static_cast<int>(std::ceil(confidence * num_bins)) - 1, 0, num_bins - 1);
}

double compute_brier_score(const std::vector<float>& probabilities, const std::vector<int32_t>& labels,
                           int num_classes) {
  const auto stride = static_cast<size_t>(num_classes);
  AFFEKT_CHECK(!labels.empty() && probabilities.size() == labels.size() * stride,
               "probabilities are not [N, K] with N > 0");
  double sum = 0;
  for (size_t i = 0; i < labels.size(); ++i) {
    for (size_t k = 0; k < stride; ++k) {
      const double target = static_cast<size_t>(labels[i]) == k ? 1.0 : 0.0;
      const double difference = static_cast<double>(probabilities[i * stride + k]) - target;
      sum += difference * difference;
    }
  }
  return sum / static_cast<double>(labels.size());
}

Calibration measure_calibration(const std::vector<float>& probabilities, const std::vector<int32_t>& labels,
                                int num_classes, int num_bins) {
  AFFEKT_CHECK(num_bins > 0, "num_bins must be positive");
  Calibration result;
  result.brier = compute_brier_score(probabilities, labels, num_classes);
  result.bins.resize(static_cast<size_t>(num_bins));
  for (int bin = 0; bin < num_bins; ++bin) {
    result.bins[static_cast<size_t>(bin)].low = static_cast<double>(bin) / num_bins;
    result.bins[static_cast<size_t>(bin)].high = static_cast<double>(bin + 1) / num_bins;
  }

  const std::vector<int32_t> predictions = argmax_rows(probabilities, num_classes);
  for (size_t i = 0; i < labels.size(); ++i) {
    const size_t cell = i * static_cast<size_t>(num_classes) + static_cast<size_t>(predictions[i]);
    const double confidence = probabilities[cell];
    ReliabilityBin& bin = result.bins[static_cast<size_t>(reliability_bin_index(confidence, num_bins))];
    ++bin.count;
    bin.confidence += confidence;
    bin.accuracy += predictions[i] == labels[i] ? 1.0 : 0.0;
  }
  const auto num_samples = static_cast<double>(labels.size());
  for (ReliabilityBin& bin : result.bins) {
    if (bin.count == 0) continue;
    result.ece += std::abs(bin.accuracy - bin.confidence) / num_samples;  // both are still sums here
    bin.accuracy /= static_cast<double>(bin.count);
    bin.confidence /= static_cast<double>(bin.count);
  }
  return result;
}

}  // namespace affekt
