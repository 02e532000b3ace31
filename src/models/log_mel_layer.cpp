#include "models/log_mel_layer.h"

#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kFloor = 1e-6;  // added to the energies: silence stays finite

// Slaney's scale (Auditory Toolbox): 3 mels for 200 Hz below 1 kHz, then 27 steps for a factor of 6.4.
constexpr double kSlaneyHz = 200.0 / 3.0, kSlaneyKneeHz = 1000.0, kSlaneyKneeMel = 15.0;
const double kSlaneyStep = std::log(6.4) / 27.0;

double mel_of(double hz, bool slaney) {
  if (!slaney) return 2595.0 * std::log10(1.0 + hz / 700.0);
  if (hz < kSlaneyKneeHz) return hz / kSlaneyHz;
  return kSlaneyKneeMel + std::log(hz / kSlaneyKneeHz) / kSlaneyStep;
}

double hz_of(double mel, bool slaney) {
  if (!slaney) return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0);
  if (mel < kSlaneyKneeMel) return mel * kSlaneyHz;
  return kSlaneyKneeHz * std::exp(kSlaneyStep * (mel - kSlaneyKneeMel));
}

torch::Tensor make_basis(const FrameGeometry& geometry) {
  const int64_t num_bins = geometry.n_fft / 2 + 1;
  auto basis = torch::empty({geometry.window, 2 * num_bins});
  auto values = basis.accessor<float, 2>();
  for (int64_t n = 0; n < geometry.window; ++n) {
    const double hann =
        0.5 - 0.5 * std::cos(2 * kPi * static_cast<double>(n) / static_cast<double>(geometry.window));
    for (int64_t k = 0; k < num_bins; ++k) {
      // Phase 0 lies at the window's start, not at the frame's: energies don't see the difference.
      const double angle =
          2 * kPi * static_cast<double>((n * k) % geometry.n_fft) / static_cast<double>(geometry.n_fft);
      values[n][k] = static_cast<float>(hann * std::cos(angle));
      values[n][num_bins + k] = static_cast<float>(hann * std::sin(angle));
    }
  }
  return basis;
}

}  // namespace

FrameGeometry frame_geometry(const FrontEndConfig& config, int64_t sample_rate_hz) {
  const auto samples_of = [&](double ms) {
    return std::max<int64_t>(1, std::llround(ms * 1e-3 * static_cast<double>(sample_rate_hz)));
  };
  FrameGeometry geometry;
  geometry.window = samples_of(config.window_ms);
  geometry.hop = samples_of(config.hop_ms);
  for (geometry.n_fft = 1; geometry.n_fft < geometry.window;) geometry.n_fft *= 2;
  return geometry;
}

torch::Tensor make_mel_filters(const FrontEndConfig& config, int64_t sample_rate_hz) {
  const bool slaney = config.mel_scale == "slaney";
  const int64_t n_fft = frame_geometry(config, sample_rate_hz).n_fft, num_bins = n_fft / 2 + 1;
  const double low = mel_of(config.f_min_hz, slaney), high = mel_of(config.f_max_hz, slaney);
  std::vector<double> edges;  // of filter m: edges m, m + 1 (peak), m + 2
  for (int64_t m = 0; m < config.num_mels + 2; ++m)
    edges.push_back(hz_of(
        low + (high - low) * static_cast<double>(m) / static_cast<double>(config.num_mels + 1), slaney));
  auto filters = torch::zeros({num_bins, config.num_mels});
  auto values = filters.accessor<float, 2>();
  for (int64_t m = 0; m < config.num_mels; ++m) {
    const auto i = static_cast<size_t>(m);
    const double left = edges[i], peak = edges[i + 1], right = edges[i + 2];
    double sum = 0;
    for (int64_t k = 0; k < num_bins; ++k) {
      const double hz = static_cast<double>(k * sample_rate_hz) / static_cast<double>(n_fft);
      const double height = std::min((hz - left) / (peak - left), (right - hz) / (right - peak));
      if (height <= 0) continue;
      values[k][m] = static_cast<float>(slaney ? height * 2.0 / (right - left) : height);
      sum += height;
    }
    if (sum <= 0)
      throw ConfigError("model.front_end.num_mels: " + std::to_string(config.num_mels) +
                        " bands are too many: band " + std::to_string(m + 1) +
                        " lies between two bins of the DFT; expected fewer bands or a longer window_ms");
  }
  return filters;
}

LogMelLayer::LogMelLayer(const FrontEndConfig& config, int64_t sample_rate_hz)
    : geometry_(frame_geometry(config, sample_rate_hz)) {
  basis_ = register_buffer("basis", make_basis(geometry_));
  filters_ = register_buffer("filters", make_mel_filters(config, sample_rate_hz));
}

torch::Tensor LogMelLayer::forward(const torch::Tensor& wave) {
  const torch::NoGradGuard no_grad;
  const int64_t length = wave.size(1), side = (geometry_.n_fft - geometry_.window) / 2;
  if (length < geometry_.n_fft)
    throw DataError("log-mel energies need at least one frame of " + std::to_string(geometry_.n_fft) +
                    " samples, got " + std::to_string(length));
  const int64_t rest = geometry_.n_fft - geometry_.window - side;
  const auto frames = wave.slice(1, side, length - rest).unfold(1, geometry_.window, geometry_.hop);
  const auto spectrum = torch::matmul(frames, basis_);  // [N, F, 2 B]
  const auto parts = (spectrum * spectrum).chunk(2, 2);
  const auto energy = torch::matmul(parts[0] + parts[1], filters_);  // [N, F, M]
  return (energy + kFloor).log().transpose(1, 2);                    // [N, M, F]
}

GraphValue LogMelLayer::describe_graph(GraphSink& sink, const GraphValue& wave,
                                       const std::string& layer) const {
  // The windowed DFT as one convolution along the samples, real parts in front of imaginary ones; the mel
  // filters, once for each of the two, as a 1x1 convolution over their squares.
  const int64_t side = (geometry_.n_fft - geometry_.window) / 2;
  auto kernel = torch::zeros({basis_.size(1), 1, 1, geometry_.n_fft});
  kernel.select(1, 0).select(1, 0).slice(1, side, side + geometry_.window).copy_(basis_.t());
  const auto mel = torch::cat({filters_, filters_}).t().contiguous();  // [M, 2 B]
  const auto floor = torch::full({mel.size(0)}, kFloor);

  auto x = sink.reshape(wave, {1, 1, kFreeAxis});                                   // [N, 1, 1, T]
  x = sink.convolution(x, kernel, {}, {1, geometry_.hop}, 0, layer + ".spectrum");  // [N, 2 B, 1, F]
  x = sink.multiply(x, x);
  x = sink.convolution(x, mel.view({mel.size(0), mel.size(1), 1, 1}), floor, 1, 0, layer + ".mel");
  return sink.logarithm(x);  // [N, M, 1, F]
}

}  // namespace affekt
