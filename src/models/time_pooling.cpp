#include "models/time_pooling.h"

#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

constexpr double kPoolingVarianceFloor = 1e-5;  // keeps the square root's slope finite

}  // namespace

TimePooling::TimePooling(const std::string& kind, int64_t channels, int64_t bands)
    : kind_(kind == "mean"         ? Kind::kMean
            : kind == "statistics" ? Kind::kStatistics
                                   : Kind::kAttention),
      num_inputs_(channels * bands) {
  if (kind_ != Kind::kAttention) return;
  AFFEKT_CHECK(kind == "attention", "no such pooling: " + kind);
  const double bound = 1.0 / std::sqrt(static_cast<double>(num_inputs_));
  score_weight_ = register_parameter("score_weight", torch::empty({1, num_inputs_}).uniform_(-bound, bound));
}

torch::Tensor TimePooling::forward(const torch::Tensor& x) {
  const auto features = x.to(torch::kFloat32).flatten(1, 2);  // [N, D, F]
  if (kind_ == Kind::kAttention) {
    const auto weights = torch::softmax(torch::matmul(score_weight_, features), 2);  // [N, 1, F]
    return torch::matmul(features, weights.transpose(1, 2)).squeeze(2);              // [N, D]
  }
  const auto mean = features.mean(2);  // [N, D]
  if (kind_ == Kind::kMean) return mean;
  // As the graph computes it: E[x^2] - E[x]^2, which rounding may leave a little below 0.
  const auto variance = torch::relu((features * features).mean(2) - mean * mean);
  return torch::cat({mean, (variance + kPoolingVarianceFloor).sqrt()}, 1);  // [N, 2 D]
}

GraphValue TimePooling::describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const {
  const auto features = sink.reshape(x, {num_inputs_, 1, kFreeAxis});  // [N, D, 1, F]
  if (kind_ == Kind::kAttention) {
    const auto kernel = score_weight_.view({1, num_inputs_, 1, 1});
    const auto scores = sink.convolution(features, kernel, {}, 1, 0, layer + ".scores");  // [N, 1, 1, F]
    const auto weights = sink.softmax(sink.reshape(scores, {1, kFreeAxis}));              // [N, 1, F]
    const auto rows = sink.transpose(sink.reshape(features, {num_inputs_, kFreeAxis}), {0, 2, 1});
    return sink.flatten(sink.matrix_product(weights, rows));  // [N, 1, D] -> [N, D]
  }
  const auto mean = sink.global_average_pool(features);  // [N, D]
  if (kind_ == Kind::kMean) return mean;
  const auto square = sink.global_average_pool(sink.multiply(features, features));
  const auto variance = sink.relu(sink.subtract(square, sink.multiply(mean, mean)));
  const auto deviation =
      sink.square_root(sink.add_constant(variance, kPoolingVarianceFloor, layer + ".variance_floor"));
  return sink.concatenate({mean, deviation});  // [N, 2 D]
}

}  // namespace affekt
