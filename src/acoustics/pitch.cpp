#include "acoustics/pitch.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "core/error.h"

namespace affekt {
namespace {

struct Lags {
  int64_t shortest = 0, longest = 0;                     // that may be a period
  int64_t window = 0;                                    // W, samples compared
  int64_t span() const { return window + longest + 1; }  // one lag more, for the parabola
};

Lags make_lags(double sample_rate_hz, const PitchOptions& options) {
  AFFEKT_CHECK(options.min_hz > 0 && options.min_hz < options.max_hz, "the range of pitch is empty");
  Lags lags;
  lags.shortest = std::max<int64_t>(2, static_cast<int64_t>(sample_rate_hz / options.max_hz));
  lags.longest = static_cast<int64_t>(std::ceil(sample_rate_hz / options.min_hz));
  lags.window = std::max<int64_t>(2, std::llround(sample_rate_hz * options.window_ms / 1000));
  return lags;
}

/// Moving mean over `length` samples around each; beyond the ends there is silence.
std::vector<float> smooth(const std::vector<float>& wave, int64_t length) {
  const auto num_samples = static_cast<int64_t>(wave.size());
  std::vector<float> smoothed(wave.size());
  double sum = 0;
  for (int64_t end = 0; end < num_samples + length; ++end) {
    if (end < num_samples) sum += wave[static_cast<size_t>(end)];
    if (end >= length) sum -= wave[static_cast<size_t>(end - length)];
    const int64_t middle = end - length / 2;
    if (middle >= 0 && middle < num_samples)
      smoothed[static_cast<size_t>(middle)] = static_cast<float>(sum / static_cast<double>(length));
  }
  return smoothed;
}

/// Where the samples begin that frame `i` looks at: centred on the grid's frame, but inside the wave.
int64_t span_begin(const FrameGrid& grid, int64_t i, int64_t span, int64_t num_samples) {
  const int64_t centred = i * grid.hop + grid.length / 2 - span / 2;
  return std::clamp<int64_t>(centred, 0, std::max<int64_t>(0, num_samples - span));
}

/// r(tau) = sum over j < W of x_j x_(j + tau) for all lags, as a product of spectra; x a row of `spans`.
cv::Mat correlate_rows(const cv::Mat& spans, int64_t window) {
  cv::Mat heads = cv::Mat::zeros(spans.size(), CV_32F);
  const cv::Rect head(0, 0, static_cast<int>(window), spans.rows);
  spans(head).copyTo(heads(head));
  cv::Mat span_spectra, head_spectra, products, correlations;
  cv::dft(spans, span_spectra, cv::DFT_ROWS);
  cv::dft(heads, head_spectra, cv::DFT_ROWS);
  cv::mulSpectrums(span_spectra, head_spectra, products, cv::DFT_ROWS, true);
  cv::idft(products, correlations, cv::DFT_ROWS | cv::DFT_SCALE | cv::DFT_REAL_OUTPUT);
  return correlations;  // [rows, n], lag tau in column tau
}

/// d(tau) = sum over j < W of (x_j - x_(j + tau))^2 for tau = 0..longest + 1, out of energies and
/// correlation.
void compute_difference(const float* x, const float* correlation, const Lags& lags,
                        std::vector<double>& difference) {
  double head_energy = 0;
  for (int64_t j = 0; j < lags.window; ++j) head_energy += static_cast<double>(x[j]) * x[j];
  double energy = head_energy;
  difference.resize(static_cast<size_t>(lags.longest + 2));
  difference[0] = 0;
  for (int64_t tau = 1; tau <= lags.longest + 1; ++tau) {
    const double gone = x[tau - 1], come = x[tau - 1 + lags.window];
    energy += come * come - gone * gone;
    difference[static_cast<size_t>(tau)] = std::max(0.0, head_energy + energy - 2.0 * correlation[tau]);
  }
}

/// d'(tau): the difference over its mean at all shorter lags; 1 where there is no sound.
void normalise_difference(const std::vector<double>& difference, std::vector<double>& normalised) {
  normalised.assign(difference.size(), 1.0);
  double sum = 0;
  for (size_t tau = 1; tau < difference.size(); ++tau) {
    sum += difference[tau];
    if (sum > 0) normalised[tau] = difference[tau] * static_cast<double>(tau) / sum;
  }
}

/// The parabola through three neighbouring values.
struct Parabola {
  double shift = 0;   // of its lowest point from the middle one, -1..1
  double lowest = 0;  // value there
};

Parabola fit_parabola(const std::vector<double>& values, size_t middle) {
  const double before = values[middle - 1], here = values[middle], after = values[middle + 1];
  const double curvature = before - 2 * here + after;
  if (curvature <= 0) return {0, here};
  const double shift = std::clamp(0.5 * (before - after) / curvature, -1.0, 1.0);
  return {shift, here - 0.25 * (before - after) * shift};
}

/// A dip of the normalised difference; lag 0: there is none.
struct Dip {
  size_t lag = 0;
  double depth = 1;
};

/// The first dip below `threshold`, else the deepest one.
Dip pick_dip(const std::vector<double>& normalised, const Lags& lags, double threshold) {
  Dip deepest;
  for (auto tau = static_cast<size_t>(lags.shortest); tau <= static_cast<size_t>(lags.longest); ++tau) {
    const bool dip = normalised[tau] < normalised[tau - 1] && normalised[tau] <= normalised[tau + 1];
    if (!dip) continue;
    const double depth = std::clamp(fit_parabola(normalised, tau).lowest, 0.0, 1.0);
    if (deepest.lag == 0 || depth < deepest.depth) deepest = {tau, depth};
    if (depth < threshold) break;
  }
  return deepest;
}

void drop_short_runs(std::vector<float>& f0_hz, int64_t min_frames) {
  for (size_t begin = 0, end = 0; begin < f0_hz.size(); begin = end + 1) {
    for (end = begin; end < f0_hz.size() && f0_hz[end] > 0;) ++end;
    if (static_cast<int64_t>(end - begin) >= min_frames) continue;
    std::fill(f0_hz.begin() + static_cast<std::ptrdiff_t>(begin),
              f0_hz.begin() + static_cast<std::ptrdiff_t>(end), 0.0F);
  }
}

}  // namespace

PitchTrack track_pitch(const std::vector<float>& wave, double sample_rate_hz, const FrameGrid& grid,
                       const PitchOptions& options) {
  const Lags lags = make_lags(sample_rate_hz, options);
  const auto num_samples = static_cast<int64_t>(wave.size());
  const std::vector<float> smoothed =
      smooth(wave, std::max<int64_t>(1, std::llround(sample_rate_hz * options.smooth_ms / 1000)));
  const int num_columns = cv::getOptimalDFTSize(static_cast<int>(lags.span()));
  const double min_power = std::pow(10.0, options.min_level_db / 10);
  constexpr int64_t kRowsAtOnce = 64;  // the spectra of so many frames stay in the cache

  PitchTrack track;
  track.f0_hz.assign(static_cast<size_t>(grid.num_frames), 0.0F);
  track.aperiodicity.assign(static_cast<size_t>(grid.num_frames), 1.0F);
  std::vector<double> difference, normalised;
  for (int64_t first = 0; first < grid.num_frames; first += kRowsAtOnce) {
    const int64_t num_rows = std::min(kRowsAtOnce, grid.num_frames - first);
    cv::Mat spans = cv::Mat::zeros(static_cast<int>(num_rows), num_columns, CV_32F);
    for (int64_t row = 0; row < num_rows; ++row) {
      const int64_t begin = span_begin(grid, first + row, lags.span(), num_samples);
      const int64_t end = std::min(num_samples, begin + lags.span());
      std::copy(smoothed.begin() + begin, smoothed.begin() + end, spans.ptr<float>(static_cast<int>(row)));
    }
    const cv::Mat correlations = correlate_rows(spans, lags.window);
    for (int64_t row = 0; row < num_rows; ++row) {
      const auto* x = spans.ptr<float>(static_cast<int>(row));
      double power = 0;
      for (int64_t j = 0; j < lags.span(); ++j) power += static_cast<double>(x[j]) * x[j];
      if (power < min_power * static_cast<double>(lags.span())) continue;
      compute_difference(x, correlations.ptr<float>(static_cast<int>(row)), lags, difference);
      normalise_difference(difference, normalised);
      const Dip dip = pick_dip(normalised, lags, options.pick_below);
      if (dip.lag == 0) continue;
      const auto frame = static_cast<size_t>(first + row);
      track.aperiodicity[frame] = static_cast<float>(dip.depth);
      if (dip.depth > options.voiced_below) continue;
      // Of the raw difference: the normalised one falls with the lag, which would bias the place.
      const double period = static_cast<double>(dip.lag) + fit_parabola(difference, dip.lag).shift;
      track.f0_hz[frame] = static_cast<float>(sample_rate_hz / period);
    }
  }
  const double hop_ms = 1000 * static_cast<double>(grid.hop) / sample_rate_hz;
  drop_short_runs(track.f0_hz, static_cast<int64_t>(std::ceil(options.min_voiced_ms / hop_ms)));
  return track;
}

}  // namespace affekt
