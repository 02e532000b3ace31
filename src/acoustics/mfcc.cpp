#include "acoustics/mfcc.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

constexpr double kMinMelPower = 1e-10;
const double kPi = std::acos(-1.0);

double hz_to_mel(double hz) {
  return 2595 * std::log10(1 + hz / 700);
}
double mel_to_hz(double mel) {
  return 700 * (std::pow(10, mel / 2595) - 1);
}

/// One triangle: weights of the bins from `first_bin` on.
struct MelFilter {
  int64_t first_bin = 0;
  std::vector<double> weights;
};

std::vector<MelFilter> make_mel_filters(const Spectrogram& s, const MfccOptions& options) {
  const double top_hz = std::min(options.max_hz, static_cast<double>(s.num_bins - 1) * s.bin_hz);
  const double low = hz_to_mel(options.min_hz), high = hz_to_mel(top_hz);
  const auto edge_hz = [&](int i) { return mel_to_hz(low + (high - low) * i / (options.num_mels + 1)); };
  std::vector<MelFilter> filters(static_cast<size_t>(options.num_mels));
  for (int m = 0; m < options.num_mels; ++m) {
    MelFilter& filter = filters[static_cast<size_t>(m)];
    const double left = edge_hz(m), centre = edge_hz(m + 1), right = edge_hz(m + 2);
    filter.first_bin = static_cast<int64_t>(std::ceil(left / s.bin_hz));
    for (int64_t b = filter.first_bin; b < s.num_bins; ++b) {
      const double hz = static_cast<double>(b) * s.bin_hz;
      if (hz >= right) break;
      filter.weights.push_back(hz <= centre ? (hz - left) / (centre - left)
                                            : (right - hz) / (right - centre));
    }
  }
  return filters;
}

/// [num_coefficients, num_mels]
std::vector<double> make_dct(const MfccOptions& options) {
  std::vector<double> dct;
  for (int k = 0; k < options.num_coefficients; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / options.num_mels);
    for (int m = 0; m < options.num_mels; ++m)
      dct.push_back(scale * std::cos(kPi * k * (m + 0.5) / options.num_mels));
  }
  return dct;
}

}  // namespace

FrameVectors compute_mfcc(const Spectrogram& spectrogram, const MfccOptions& options) {
  AFFEKT_CHECK(options.num_coefficients <= options.num_mels, "more coefficients than mel bands");
  const std::vector<MelFilter> filters = make_mel_filters(spectrogram, options);
  const std::vector<double> dct = make_dct(options);
  FrameVectors mfcc;
  mfcc.num_frames = spectrogram.num_frames;
  mfcc.size = options.num_coefficients;
  mfcc.values.reserve(static_cast<size_t>(mfcc.num_frames * mfcc.size));
  std::vector<double> log_mel(filters.size());
  for (int64_t i = 0; i < spectrogram.num_frames; ++i) {
    const float* power = spectrogram.frame(i);
    for (size_t m = 0; m < filters.size(); ++m) {
      double sum = 0;
      const float* at = power + filters[m].first_bin;
      for (size_t w = 0; w < filters[m].weights.size(); ++w) sum += filters[m].weights[w] * at[w];
      log_mel[m] = std::log(std::max(sum, kMinMelPower));
    }
    for (size_t k = 0; k < static_cast<size_t>(options.num_coefficients); ++k) {
      double sum = 0;
      for (size_t m = 0; m < log_mel.size(); ++m) sum += dct[k * log_mel.size() + m] * log_mel[m];
      mfcc.values.push_back(static_cast<float>(sum));
    }
  }
  return mfcc;
}

FrameVectors compute_deltas(const FrameVectors& vectors) {
  FrameVectors deltas = vectors;
  const auto clamped = [&](int64_t frame) { return std::clamp<int64_t>(frame, 0, vectors.num_frames - 1); };
  for (int64_t frame = 0; frame < vectors.num_frames; ++frame) {
    for (int64_t i = 0; i < vectors.size; ++i) {
      const float near = vectors.at(clamped(frame + 1), i) - vectors.at(clamped(frame - 1), i);
      const float far = vectors.at(clamped(frame + 2), i) - vectors.at(clamped(frame - 2), i);
      deltas.values[static_cast<size_t>(frame * vectors.size + i)] = (near + 2 * far) / 10;
    }
  }
  return deltas;
}

}  // namespace affekt
