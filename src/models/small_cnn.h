// `small_cnn`: a residual convolutional network for small grey pictures, at most 1.5 M parameters in its
// default size.
#pragma once

#include <memory>

#include "models/blocks.h"
#include "models/model_table.h"
#include "models/network.h"
#include "models/residual_stages.h"

namespace affekt {

/// A 3x3 convolution with the channels of the first stage, so that the first pooling sees two; the residual
/// stages; global average pooling, dropout, linear.
class SmallCnn : public Network {
 public:
  explicit SmallCnn(const NetworkOptions& options);
  torch::Tensor forward(torch::Tensor pixels) override;
  GraphValue describe_graph(GraphSink& sink, const GraphValue& pixels) const override;
  InputShape input_shape() const override { return input_; }
  int64_t num_classes() const override { return num_classes_; }

 private:
  InputShape input_;
  int64_t num_classes_;
  std::shared_ptr<PixelNormalization> normalize_;
  std::shared_ptr<ConvNormRelu> stem_;
  std::unique_ptr<ResidualStages> stages_;
  std::shared_ptr<ClassifierHead> head_;
};

}  // namespace affekt
