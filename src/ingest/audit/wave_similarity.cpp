#include "ingest/audit/wave_similarity.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

namespace affekt {
namespace {

double correlate_at(const std::vector<float>& a, const std::vector<float>& b, int64_t shift) {
  constexpr int64_t kMinOverlap = 10;
  const int64_t begin = std::max<int64_t>(0, -shift);
  const int64_t end = std::min(static_cast<int64_t>(a.size()), static_cast<int64_t>(b.size()) - shift);
  const int64_t count = end - begin;
  if (count < kMinOverlap) return 0;
  const float* x = a.data() + begin;
  const float* y = b.data() + begin + shift;
  double sum_x = 0, sum_y = 0, sum_xx = 0, sum_yy = 0, sum_xy = 0;
  for (int64_t i = 0; i < count; ++i) {
    sum_x += x[i];
    sum_y += y[i];
    sum_xx += double{x[i]} * x[i];
    sum_yy += double{y[i]} * y[i];
    sum_xy += double{x[i]} * y[i];
  }
  const auto n = static_cast<double>(count);
  const double variances = (sum_xx - sum_x * sum_x / n) * (sum_yy - sum_y * sum_y / n);
  return variances > 0 ? (sum_xy - sum_x * sum_y / n) / std::sqrt(variances) : 0;
}

/// One row of `length` floats, padded with zeros.
cv::Mat to_row(const int16_t* wave, int64_t length, int padded) {
  cv::Mat row = cv::Mat::zeros(1, padded, CV_32F);
  for (int64_t i = 0; i < length; ++i) row.at<float>(static_cast<int>(i)) = static_cast<float>(wave[i]);
  return row;
}

double energy_of(const int16_t* wave, int64_t length) {
  double sum = 0;
  for (int64_t i = 0; i < length; ++i) sum += double{1} * wave[i] * wave[i];
  return sum;
}

}  // namespace

std::vector<float> compute_envelope(const int16_t* wave, int64_t length, int64_t sample_rate_hz) {
  const int64_t hop = std::max<int64_t>(1, sample_rate_hz / 100), window = 2 * hop;
  std::vector<float> envelope;
  for (int64_t begin = 0; begin == 0 || begin + window <= length; begin += hop) {
    const int64_t count = std::min(window, length - begin);
    const double energy = energy_of(wave + begin, count);
    envelope.push_back(
        static_cast<float>(std::sqrt(energy / static_cast<double>(std::max<int64_t>(1, count)))));
  }
  return envelope;
}

double correlate_envelopes(const std::vector<float>& a, const std::vector<float>& b, int64_t max_shift) {
  double best = 0;
  for (int64_t shift = -max_shift; shift <= max_shift; ++shift)
    best = std::max(best, correlate_at(a, b, shift));
  return best;
}

WaveMatch correlate_waves(const int16_t* a, int64_t length_a, const int16_t* b, int64_t length_b,
                          int64_t max_lag) {
  const double energies = energy_of(a, length_a) * energy_of(b, length_b);
  if (energies <= 0) return {};
  // A cyclic correlation of this length equals the linear one at all lags that are asked for.
  const int padded = cv::getOptimalDFTSize(static_cast<int>(std::max(length_a, length_b) + max_lag));
  cv::Mat spectrum_a, spectrum_b, product, correlation;
  cv::dft(to_row(a, length_a, padded), spectrum_a);
  cv::dft(to_row(b, length_b, padded), spectrum_b);
  cv::mulSpectrums(spectrum_b, spectrum_a, product, 0, true);
  cv::dft(product, correlation, cv::DFT_INVERSE | cv::DFT_SCALE);
  WaveMatch best;
  for (int64_t lag = -max_lag; lag <= max_lag; ++lag) {
    const auto index = static_cast<int>(lag < 0 ? padded + lag : lag);
    const double value = correlation.at<float>(index) / std::sqrt(energies);
    if (std::fabs(value) > std::fabs(best.correlation)) best = {value, lag};
  }
  return best;
}

}  // namespace affekt
