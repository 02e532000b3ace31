#include "acoustics/spectral_features.h"

#include <algorithm>
#include <cmath>

namespace affekt {
namespace {

constexpr double kRolloffShare = 0.85;
constexpr double kMinPower = 1e-12;
constexpr double kSlopeMinHz = 50, kSlopeMaxHz = 5000, kBalanceHz = 1000;

double to_db(double power) {
  return 10 * std::log10(std::max(power, kMinPower));
}

double sum_of(const float* values, int64_t count) {
  double sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += values[i];
  return sum;
}

float compute_centroid(const float* power, const Spectrogram& s, double total) {
  double moment = 0;
  for (int64_t b = 0; b < s.num_bins; ++b) moment += static_cast<double>(b) * power[b];
  return static_cast<float>(moment / total * s.bin_hz);
}

float compute_rolloff(const float* power, const Spectrogram& s, double total) {
  double below = 0;
  int64_t bin = 0;
  for (; bin + 1 < s.num_bins; ++bin) {
    below += power[bin];
    if (below >= kRolloffShare * total) break;
  }
  return static_cast<float>(static_cast<double>(bin) * s.bin_hz);
}

/// Of unit vectors a and b: |a - b|^2 = 2 - 2 a.b, with magnitudes as square roots of power.
float compute_flux(const float* before, double total_before, const float* now, double total_now,
                   int64_t num_bins) {
  double product = 0;
  for (int64_t b = 0; b < num_bins; ++b) product += std::sqrt(static_cast<double>(before[b]) * now[b]);
  return static_cast<float>(std::sqrt(std::max(0.0, 2 - 2 * product / std::sqrt(total_before * total_now))));
}

float compute_flatness(const float* power, const Spectrogram& s, double total) {
  double mean_db = 0;
  for (int64_t b = 0; b < s.num_bins; ++b) mean_db += to_db(power[b]);
  const auto count = static_cast<double>(s.num_bins);
  return static_cast<float>(mean_db / count - to_db(total / count));
}

struct Band {
  int64_t begin = 0, end = 0;  // bins
};

Band band_of(const Spectrogram& s, double low_hz, double high_hz) {
  const auto bin_at = [&](double hz) {
    return std::clamp<int64_t>(static_cast<int64_t>(std::ceil(hz / s.bin_hz)), 0, s.num_bins);
  };
  return {bin_at(low_hz), bin_at(high_hz)};
}

float compute_slope(const float* power, const Spectrogram& s, const Band& band) {
  const auto count = static_cast<double>(band.end - band.begin);
  if (count < 2) return 0;
  const double middle = static_cast<double>(band.begin + band.end - 1) / 2;
  double covariance = 0, variance = 0;
  for (int64_t b = band.begin; b < band.end; ++b) {
    const double offset = static_cast<double>(b) - middle;
    covariance += offset * to_db(power[b]);
    variance += offset * offset;
  }
  return static_cast<float>(covariance / variance / (s.bin_hz / 1000));
}

}  // namespace

SpectralContours compute_spectral_contours(const Spectrogram& spectrogram) {
  const Spectrogram& s = spectrogram;
  const auto num_frames = static_cast<size_t>(s.num_frames);
  const Band sloped = band_of(s, kSlopeMinHz, kSlopeMaxHz);
  const Band low = band_of(s, kSlopeMinHz, kBalanceHz), high = band_of(s, kBalanceHz, kSlopeMaxHz);
  SpectralContours contours;
  for (std::vector<float>* contour :
       {&contours.centroid_hz, &contours.rolloff_hz, &contours.flux, &contours.flatness_db,
        &contours.slope_db_per_khz, &contours.balance_db}) {
    contour->assign(num_frames, 0.0F);
  }
  double total_before = 0;
  for (size_t i = 0; i < num_frames; ++i) {
    const float* power = s.frame(static_cast<int64_t>(i));
    const double total = sum_of(power, s.num_bins);
    if (total > 0) {
      contours.centroid_hz[i] = compute_centroid(power, s, total);
      contours.rolloff_hz[i] = compute_rolloff(power, s, total);
      if (total_before > 0)
        contours.flux[i] = compute_flux(power - s.num_bins, total_before, power, total, s.num_bins);
      contours.flatness_db[i] = compute_flatness(power, s, total);
      contours.slope_db_per_khz[i] = compute_slope(power, s, sloped);
      contours.balance_db[i] = static_cast<float>(to_db(sum_of(power + low.begin, low.end - low.begin)) -
                                                  to_db(sum_of(power + high.begin, high.end - high.begin)));
    }
    total_before = total;
  }
  return contours;
}

}  // namespace affekt
