// `small_cnn`: a residual convolutional network for small grey pictures, at most 1.5 M parameters in its
// default size.
#pragma once

#include <memory>
#include <vector>

#include "models/blocks.h"
#include "models/model_table.h"
#include "models/network.h"

namespace affekt {

/// Stages, each halving height and width at its end but the last: ConvNormRelu(C_before, C), then residual
/// blocks. In front of the first stage stands one more 3x3 convolution with its channels, so that the first
/// pooling sees two. Behind the last stage: global average pooling, dropout, linear.
class SmallCnn : public Network {
 public:
  explicit SmallCnn(const NetworkOptions& options);
  torch::Tensor forward(torch::Tensor pixels) override;
  GraphValue describe_graph(GraphSink& sink, const GraphValue& pixels) const override;
  InputShape input_shape() const override { return input_; }
  int64_t num_classes() const override { return num_classes_; }

 private:
  struct Stage {
    std::shared_ptr<ConvNormRelu> widen;
    std::vector<std::shared_ptr<ResidualBlock>> blocks;
  };
  InputShape input_;
  int64_t num_classes_;
  std::shared_ptr<PixelNormalization> normalize_;
  std::shared_ptr<ConvNormRelu> stem_;
  std::vector<Stage> stages_;
  std::shared_ptr<ClassifierHead> head_;
};

}  // namespace affekt
