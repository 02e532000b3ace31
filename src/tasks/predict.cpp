#include "tasks/predict.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "store/sixteen_bit.h"

namespace affekt {
namespace {

/// Restores the dtype that training uses when a prediction in float32 is done.
class ComputeDtypeGuard {
 public:
  ComputeDtypeGuard(Network& network, torch::ScalarType dtype)
      : network_(network), before_(network.compute_dtype()) {
    network_.set_compute_dtype(dtype);
  }
  ~ComputeDtypeGuard() { network_.set_compute_dtype(before_); }
  ComputeDtypeGuard(const ComputeDtypeGuard&) = delete;
  ComputeDtypeGuard& operator=(const ComputeDtypeGuard&) = delete;

 private:
  Network& network_;
  torch::ScalarType before_;
};

void check_fits(const Samples& samples, const InputShape& shape) {
  if (const auto* waveforms = std::get_if<WaveformSamples>(&samples)) {
    if (waveforms->sample_rate_hz != shape.sample_rate_hz)
      throw ArtifactError("the model takes " + describe(shape) + ", the data has waveforms at " +
                          std::to_string(waveforms->sample_rate_hz) + " Hz");
    for (int64_t i = 0; i < waveforms->num_samples; ++i)
      if (waveforms->length(i) < shape.min_samples)
        throw DataError(waveforms->source_ids[static_cast<size_t>(i)] + ": the model takes " +
                        describe(shape) + ", this recording has " + std::to_string(waveforms->length(i)));
    return;
  }
  const ImageSamples& images = images_of(samples);
  if (shape.is_waveform() || images.channels != shape.channels || images.height != shape.height ||
      images.width != shape.width)
    throw ArtifactError("the model takes " + describe(shape) + ", the data has images of " +
                        std::to_string(images.channels) + "x" + std::to_string(images.height) + "x" +
                        std::to_string(images.width));
}

torch::Tensor inputs_of(const ImageSamples& samples, int64_t first, int64_t count) {
  const int64_t size = samples.channels * samples.height * samples.width;
  // from_blob wants a non-const pointer; nothing writes through it, .to() copies.
  auto* begin = const_cast<uint8_t*>(samples.pixels.data()) + first * size;
  return torch::from_blob(begin, {count, samples.channels, samples.height, samples.width}, torch::kUInt8)
      .to(torch::kFloat32);
}

torch::Tensor inputs_of(const WaveformSamples& samples, int64_t first, int64_t count) {
  AFFEKT_CHECK(count == 1, "waveforms of different lengths make no batch");
  auto* begin = const_cast<int16_t*>(samples.wave(first));
  return torch::from_blob(begin, {1, samples.length(first)}, torch::kInt16).to(torch::kFloat32) / kFullScale;
}

/// Calls use(first, inputs) for each batch. @throws Interrupted between two of them
template <class Use>
void for_each_batch(Classifier& network, const Samples& samples, const PredictOptions& options,
                    const Use& use) {
  check_fits(samples, network.input_shape());
  const torch::NoGradGuard no_grad;
  const ComputeDtypeGuard dtype(network, options.precision);
  network.eval();
  const auto device = network.parameters().front().device();
  const bool waveforms = std::holds_alternative<WaveformSamples>(samples);
  const int64_t num_samples = table_of(samples).num_samples;
  const int64_t batch_size = waveforms ? 1 : options.batch_size;
  std::unique_ptr<ProgressBar> progress;
  if (options.show_progress && num_samples > 0)
    progress = std::make_unique<ProgressBar>("predict", num_samples, waveforms ? "recordings" : "images");
  for (int64_t first = 0; first < num_samples; first += batch_size) {
    throw_if_interrupted("predicting the samples");
    const int64_t count = std::min(batch_size, num_samples - first);
    const auto inputs = std::visit([&](const auto& kind) { return inputs_of(kind, first, count); }, samples);
    use(first, inputs.to(device));
    if (progress) progress->advance(count);
  }
}

}  // namespace

std::vector<float> predict_probabilities(Classifier& network, const Samples& samples,
                                         const PredictOptions& options) {
  AFFEKT_CHECK(!options.average_with_mirrored || std::holds_alternative<ImageSamples>(samples),
               "only images have a mirror image");
  const int64_t num_classes = network.num_classes();
  std::vector<float> result(static_cast<size_t>(table_of(samples).num_samples * num_classes));
  const auto probabilities_of = [&](const torch::Tensor& inputs) {
    return torch::softmax(network.forward(inputs) / options.temperature, 1);  // [n, K]
  };
  for_each_batch(network, samples, options, [&](int64_t first, const torch::Tensor& inputs) {
    auto probabilities = probabilities_of(inputs);
    if (options.average_with_mirrored)
      probabilities = (probabilities + probabilities_of(inputs.flip({3}))) / 2;
    probabilities = probabilities.to(torch::kCPU, torch::kFloat32).contiguous();
    std::copy_n(probabilities.data_ptr<float>(), probabilities.numel(), result.data() + first * num_classes);
  });
  return result;
}

torch::Tensor image_input_of(const ImageSamples& samples, int64_t row) {
  return inputs_of(samples, row, 1);
}

double fit_temperature(Classifier& network, const Samples& samples) {
  std::vector<torch::Tensor> parts;
  for_each_batch(network, samples, PredictOptions{}, [&](int64_t, const torch::Tensor& inputs) {
    parts.push_back(network.forward(inputs).to(torch::kCPU, torch::kFloat64));
  });
  AFFEKT_CHECK(!parts.empty(), "temperature scaling needs samples");
  const auto logits = torch::cat(parts);  // [N, K]
  const auto labels = torch::tensor(table_of(samples).labels, torch::kInt64);
  const auto loss_at = [&](double log_temperature) {
    const torch::NoGradGuard no_grad;
    return torch::nll_loss(torch::log_softmax(logits / std::exp(log_temperature), 1), labels).item<double>();
  };
  // The loss is convex in 1 / temperature, hence unimodal in its logarithm: golden-section search.
  const double ratio = (std::sqrt(5.0) - 1.0) / 2.0;
  double low = std::log(0.05), high = std::log(20.0);
  double left = high - ratio * (high - low), right = low + ratio * (high - low);
  double loss_left = loss_at(left), loss_right = loss_at(right);
  while (high - low > 1e-6) {
    if (loss_left < loss_right) {
      high = right;
      right = left;
      loss_right = loss_left;
      left = high - ratio * (high - low);
      loss_left = loss_at(left);
    } else {
      low = left;
      left = right;
      loss_left = loss_right;
      right = low + ratio * (high - low);
      loss_right = loss_at(right);
    }
  }
  return std::exp((low + high) / 2);
}

}  // namespace affekt
