#include "models/speech_cnn.h"

#include <string>

#include "core/error.h"
#include "models/spec_augment.h"

namespace affekt {
namespace {

// Mean and deviation of log-mel energies of speech at common levels, rounded; any fixed values do. They come
// in front of the normalisation by recording or band too: some engines compute a variance as E[x^2] - E[x]^2,
// which loses its digits where the mean is far from 0.
constexpr double kEnergyMean = -5.0, kEnergyStd = 4.5;
// Silence has no variance: without a floor well above the rounding it would become amplified rounding.
constexpr double kVarianceFloor = 1e-3;

}  // namespace

SpeechCnn::SpeechCnn(const NetworkOptions& options)
    : input_(options.input),
      num_classes_(options.num_classes),
      front_end_(options.model.front_end),
      spec_augment_(options.model.spec_augment) {
  const ModelConfig& model = options.model;
  if (model.squeeze_excitation)
    throw ConfigError(
        "model.squeeze_excitation: small_cnn only; the length of a recording is not known beforehand");
  const int64_t smallest = 2 * smallest_extent(model);  // the stem halves too
  if (front_end_.num_mels < smallest)
    throw ConfigError("model.front_end.num_mels: " + std::to_string(model.channels.size()) +
                      " stages need at least " + std::to_string(smallest) + " bands, got " +
                      std::to_string(front_end_.num_mels));
  log_mel_ = register_module("log_mel", std::make_shared<LogMelLayer>(front_end_, input_.sample_rate_hz));
  const FrameGeometry& frames = log_mel_->geometry();
  input_.channels = input_.height = input_.width = 0;
  input_.min_samples = frames.n_fft + (smallest - 1) * frames.hop;
  fixed_scale_ = register_module("scale", std::make_shared<PixelNormalization>(1, kEnergyMean, kEnergyStd));
  stem_ = register_module("stem", std::make_shared<ConvNormRelu>(1, model.channels[0], true));
  stages_ = std::make_unique<ResidualStages>(*this, model.channels[0], model);
  pooling_ = register_module("pooling", std::make_shared<TimePooling>(model.pooling, model.channels.back(),
                                                                      front_end_.num_mels / smallest));
  head_ = register_module(
      "head", std::make_shared<LinearHead>(pooling_->num_features(), num_classes_, model.dropout));
}

int64_t SpeechCnn::count_norm_values(int64_t num_samples) const {
  const FrameGeometry& frames = log_mel_->geometry();
  const int64_t num_frames = 1 + (num_samples - frames.n_fft) / frames.hop;
  return stages_->count_norm_values(front_end_.num_mels / 2, num_frames / 2);  // the stem halves both
}

std::vector<LayerGroup> SpeechCnn::layer_groups() const {
  auto groups = stages_->layer_groups();
  groups.insert(groups.begin(), {"stem", {"stem."}});
  groups.push_back({"head", {"pooling.", "head."}});
  return groups;
}

torch::Tensor SpeechCnn::normalize(const torch::Tensor& energies) const {
  const auto scaled = fixed_scale_->forward(energies.unsqueeze(1)).squeeze(1);
  if (front_end_.normalization == "none") return scaled;
  const auto axes = front_end_.normalization == "band" ? std::vector<int64_t>{2} : std::vector<int64_t>{1, 2};
  const auto centred = scaled - scaled.mean(axes, /*keepdim=*/true);
  return centred / (centred.square().mean(axes, /*keepdim=*/true) + kVarianceFloor).sqrt();
}

torch::Tensor SpeechCnn::compute_logits(const torch::Tensor& wave) {
  auto x = normalize(log_mel_->forward(wave));  // [N, M, F]
  if (is_training()) x = mask_bands_and_spans(x, spec_augment_, front_end_.hop_ms);
  x = x.unsqueeze(1).to(compute_dtype()).contiguous(at::MemoryFormat::ChannelsLast);  // [N, 1, M, F]
  x = stages_->forward(stem_->forward(x));
  return head_->forward(pooling_->forward(x));  // [N, K]
}

GraphValue SpeechCnn::describe_logits(GraphSink& sink, const GraphValue& wave) const {
  auto x = log_mel_->describe_graph(sink, wave, "log_mel");                          // [N, M, 1, F]
  x = fixed_scale_->describe_graph(sink, sink.transpose(x, {0, 2, 1, 3}), "scale");  // [N, 1, M, F]
  if (front_end_.normalization == "clip") x = sink.instance_norm(x, kVarianceFloor, "normalize");
  if (front_end_.normalization == "band") {
    x = sink.instance_norm(sink.transpose(x, {0, 2, 1, 3}), kVarianceFloor, "normalize");
    x = sink.transpose(x, {0, 2, 1, 3});
  }
  x = stages_->describe_graph(sink, stem_->describe_graph(sink, x, "stem"));
  return head_->describe_graph(sink, pooling_->describe_graph(sink, x, "pooling"), "head");
}

}  // namespace affekt
