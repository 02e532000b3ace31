#include "models/channel_gate.h"

#include <algorithm>
#include <cmath>

namespace affekt {
namespace {

constexpr int64_t kReduction = 8, kFewestHidden = 4;
constexpr double kOpen = 2.0;  // sigmoid(2) = 0.88

}  // namespace

ChannelGate::ChannelGate(int64_t channels) : channels_(channels) {
  const int64_t hidden = std::max(kFewestHidden, channels / kReduction);
  const double bound = 1.0 / std::sqrt(static_cast<double>(channels));
  squeeze_weight_ =
      register_parameter("squeeze_weight", torch::empty({hidden, channels}).uniform_(-bound, bound));
  squeeze_bias_ = register_parameter("squeeze_bias", torch::zeros({hidden}));
  excite_weight_ = register_parameter("excite_weight", torch::zeros({channels, hidden}));
  excite_bias_ = register_parameter("excite_bias", torch::full({channels}, kOpen));
}

torch::Tensor ChannelGate::forward(const torch::Tensor& x) {
  const auto mean = torch::mean(x, {2, 3}, /*keepdim=*/false, torch::kFloat32);  // [N, C]
  const auto hidden = torch::relu(torch::linear(mean, squeeze_weight_, squeeze_bias_));
  const auto gate = torch::sigmoid(torch::linear(hidden, excite_weight_, excite_bias_));  // [N, C]
  return x * gate.to(x.scalar_type()).view({x.size(0), channels_, 1, 1});
}

GraphValue ChannelGate::describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const {
  const auto mean = sink.global_average_pool(x);
  const auto hidden = sink.relu(sink.linear(mean, squeeze_weight_, squeeze_bias_, layer + ".squeeze"));
  const auto gate = sink.sigmoid(sink.linear(hidden, excite_weight_, excite_bias_, layer + ".excite"));
  return sink.scale_channels(x, sink.reshape(gate, {channels_, 1, 1}));
}

}  // namespace affekt
