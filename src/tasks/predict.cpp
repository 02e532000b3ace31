#include "tasks/predict.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/error.h"
#include "core/progress.h"

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

torch::Tensor pixels_of(const ImageSamples& samples, int64_t first, int64_t count) {
  const int64_t size = samples.channels * samples.height * samples.width;
  // from_blob wants a non-const pointer; nothing writes through it, .to() copies.
  auto* begin = const_cast<uint8_t*>(samples.pixels.data()) + first * size;
  return torch::from_blob(begin, {count, samples.channels, samples.height, samples.width}, torch::kUInt8)
      .to(torch::kFloat32);
}

/// Calls use(first, logits [n, K]) for each batch.
template <class Use>
void for_each_batch(Network& network, const ImageSamples& samples, const PredictOptions& options,
                    const Use& use) {
  const auto shape = network.input_shape();
  if (samples.channels != shape.channels || samples.height != shape.height || samples.width != shape.width)
    throw ArtifactError("the model takes pictures of " + std::to_string(shape.channels) + "x" +
                        std::to_string(shape.height) + "x" + std::to_string(shape.width) + ", the data has " +
                        std::to_string(samples.channels) + "x" + std::to_string(samples.height) + "x" +
                        std::to_string(samples.width));
  const torch::NoGradGuard no_grad;
  const ComputeDtypeGuard dtype(network, options.precision);
  network.eval();
  const auto device = network.parameters().front().device();
  std::unique_ptr<ProgressBar> progress;
  if (options.show_progress && samples.num_samples > 0)
    progress = std::make_unique<ProgressBar>("predict", samples.num_samples, "images");
  for (int64_t first = 0; first < samples.num_samples; first += options.batch_size) {
    const int64_t count = std::min(options.batch_size, samples.num_samples - first);
    use(first, pixels_of(samples, first, count).to(device));
    if (progress) progress->advance(count);
  }
}

}  // namespace

std::vector<float> predict_probabilities(Network& network, const ImageSamples& samples,
                                         const PredictOptions& options) {
  const int64_t num_classes = network.num_classes();
  std::vector<float> result(static_cast<size_t>(samples.num_samples * num_classes));
  const auto probabilities_of = [&](const torch::Tensor& pixels) {
    return torch::softmax(network.forward(pixels) / options.temperature, 1);  // [n, K]
  };
  for_each_batch(network, samples, options, [&](int64_t first, const torch::Tensor& pixels) {
    auto probabilities = probabilities_of(pixels);
    if (options.average_with_mirrored)
      probabilities = (probabilities + probabilities_of(pixels.flip({3}))) / 2;
    probabilities = probabilities.to(torch::kCPU, torch::kFloat32).contiguous();
    std::copy_n(probabilities.data_ptr<float>(), probabilities.numel(), result.data() + first * num_classes);
  });
  return result;
}

double fit_temperature(Network& network, const ImageSamples& samples) {
  std::vector<torch::Tensor> parts;
  for_each_batch(network, samples, PredictOptions{}, [&](int64_t, const torch::Tensor& pixels) {
    parts.push_back(network.forward(pixels).to(torch::kCPU, torch::kFloat64));
  });
  AFFEKT_CHECK(!parts.empty(), "temperature scaling needs samples");
  const auto logits = torch::cat(parts);  // [N, K]
  const auto labels = torch::tensor(samples.labels, torch::kInt64);
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
