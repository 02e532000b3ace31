// Waveforms -> log-mel energies as a fixed layer: framing, window, DFT, mel filters, logarithm. The same
// definition trains, evaluates and is exported.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "models/graph_sink.h"

namespace affekt {

/// The front end's lengths in samples.
struct FrameGeometry {
  int64_t window = 400;  // periodic Hann, in the middle of the frame
  int64_t n_fft = 512;   // length of a frame: the smallest power of two that holds the window
  int64_t hop = 160;
};

FrameGeometry frame_geometry(const FrontEndConfig& config, int64_t sample_rate_hz);

/// Triangular filters over the bins 0..n_fft/2. htk: mel = 2595 log10(1 + f / 700), peaks of 1; slaney:
/// linear up to 1 kHz, then logarithmic, filters of equal area. As torchaudio.functional.melscale_fbanks.
/// @return  float32 [n_fft / 2 + 1, M]
/// @throws ConfigError if a filter holds no bin (too many bands for this window)
torch::Tensor make_mel_filters(const FrontEndConfig& config, int64_t sample_rate_hz);

/// Log-mel energies of a batch of waveforms, without gradient.
/// Golden values: tests/golden/log_mel.json.
/// Example: 16 kHz, window 25 ms, hop 10 ms: n_fft 512, hop 160, T = 16000 gives F = 97.
class LogMelLayer : public torch::nn::Module {
 public:
  LogMelLayer(const FrontEndConfig& config, int64_t sample_rate_hz);

  /// @param wave  float32 [N, T], samples in -1..1
  /// @return      float32 [N, M, F], F = 1 + (T - n_fft) / hop; natural log of (mel + 1e-6)
  /// @throws DataError  if T is shorter than one frame
  torch::Tensor forward(const torch::Tensor& wave);

  /// [N, T] -> [N, M, 1, F]
  GraphValue describe_graph(GraphSink& sink, const GraphValue& wave, const std::string& layer) const;

  const FrameGeometry& geometry() const { return geometry_; }

 private:
  FrameGeometry geometry_;
  torch::Tensor basis_;    // [window, 2 B]: the windowed DFT's cosines, then its sines; B = n_fft / 2 + 1
  torch::Tensor filters_;  // [B, M]
};

}  // namespace affekt
