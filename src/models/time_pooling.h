// A feature map over bands and time -> one vector a sample, whatever the length: the end of speech_cnn's
// trunk.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>

#include "models/graph_sink.h"

namespace affekt {

/// Channels and bands together are the features, D = C * H; time is pooled.
///   mean        [N, D]: the mean over time
///   statistics  [N, 2 D]: mean and deviation over time (Snyder et al., 2018)
///   attention   [N, D]: mean with weights that the layer learns, softmax over time (Okabe et al., 2018)
/// In float32 whatever the trunk's dtype.
class TimePooling : public torch::nn::Module {
 public:
  /// @param kind  mean | statistics | attention
  TimePooling(const std::string& kind, int64_t channels, int64_t bands);
  /// [N, C, H, F] -> [N, num_features()]
  torch::Tensor forward(const torch::Tensor& x);
  GraphValue describe_graph(GraphSink& sink, const GraphValue& x, const std::string& layer) const;
  int64_t num_features() const { return kind_ == Kind::kStatistics ? 2 * num_inputs_ : num_inputs_; }

 private:
  enum class Kind { kMean, kStatistics, kAttention };
  Kind kind_;
  int64_t num_inputs_;          // D
  torch::Tensor score_weight_;  // attention: [1, D]
};

}  // namespace affekt
