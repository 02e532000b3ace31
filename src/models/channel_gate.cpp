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
  // As 1x1 convolutions on [N, C, 1, 1]: OpenCV 4.6 can't multiply by what comes out of a reshape.
  const auto as_kernel = [](const torch::Tensor& weight) { return weight.unsqueeze(2).unsqueeze(3); };
  const auto hidden = sink.relu(sink.convolution(sink.spatial_mean(x), as_kernel(squeeze_weight_),
                                                 squeeze_bias_, 1, 0, layer + ".squeeze"));
  const auto gate = sink.sigmoid(
      sink.convolution(hidden, as_kernel(excite_weight_), excite_bias_, 1, 0, layer + ".excite"));
  return sink.scale_channels(x, gate);
}

}  // namespace affekt
