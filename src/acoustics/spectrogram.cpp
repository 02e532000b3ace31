#include "acoustics/spectrogram.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

namespace affekt {

Spectrogram compute_spectrogram(const std::vector<float>& wave, double sample_rate_hz, const FrameGrid& grid,
                                double max_hz) {
  int64_t n_fft = 1;
  while (n_fft < grid.length) n_fft *= 2;
  const auto num_samples = static_cast<int64_t>(wave.size());

  std::vector<float> window(static_cast<size_t>(grid.length));
  double window_energy = 0;
  for (size_t j = 0; j < window.size(); ++j) {
    window[j] = static_cast<float>(
        0.5 - 0.5 * std::cos(2 * CV_PI * static_cast<double>(j) / static_cast<double>(grid.length)));
    window_energy += static_cast<double>(window[j]) * window[j];
  }

  Spectrogram result;
  result.num_frames = grid.num_frames;
  result.bin_hz = sample_rate_hz / static_cast<double>(n_fft);
  result.num_bins = 1 + std::min(n_fft / 2, static_cast<int64_t>(std::floor(max_hz / result.bin_hz)));
  result.power.resize(static_cast<size_t>(result.num_frames * result.num_bins));
  const auto scale = static_cast<float>(1 / window_energy);

  constexpr int64_t kRowsAtOnce = 64;  // so many frames stay in the cache
  cv::Mat frames, spectra;
  for (int64_t first = 0; first < grid.num_frames; first += kRowsAtOnce) {
    const int64_t num_rows = std::min(kRowsAtOnce, grid.num_frames - first);
    frames = cv::Mat::zeros(static_cast<int>(num_rows), static_cast<int>(n_fft), CV_32F);
    for (int64_t row = 0; row < num_rows; ++row) {
      const int64_t begin = (first + row) * grid.hop;
      const int64_t count = std::clamp<int64_t>(num_samples - begin, 0, grid.length);
      auto* x = frames.ptr<float>(static_cast<int>(row));
      for (int64_t j = 0; j < count; ++j)
        x[j] = window[static_cast<size_t>(j)] * wave[static_cast<size_t>(begin + j)];
    }
    cv::dft(frames, spectra, cv::DFT_ROWS);  // packed: Re 0, Re 1, Im 1, Re 2, ..., Re n/2
    for (int64_t row = 0; row < num_rows; ++row) {
      const auto* packed = spectra.ptr<float>(static_cast<int>(row));
      float* power = result.power.data() + (first + row) * result.num_bins;
      for (int64_t bin = 0; bin < result.num_bins; ++bin) {
        const float re = bin == 0 ? packed[0] : packed[2 * bin - 1];
        const float im = bin == 0 || bin == n_fft / 2 ? 0.0F : packed[2 * bin];
        power[bin] = scale * (re * re + im * im);
      }
    }
  }
  return result;
}

}  // namespace affekt
