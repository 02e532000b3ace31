// `small_cnn`: a residual convolutional network for small grey images, at most 1.5 M parameters in its
// default size.
#pragma once

#include <memory>
#include <vector>

#include "models/blocks.h"
#include "models/classifier.h"
#include "models/model_table.h"
#include "models/residual_stages.h"

namespace affekt {

/// A 3x3 convolution with the channels of the first stage, so that the first pooling sees two; the residual
/// stages; global average pooling, dropout, linear.
class SmallCnn : public Classifier {
 public:
  explicit SmallCnn(const NetworkOptions& options);
  InputShape input_shape() const override { return input_; }
  int64_t num_classes() const override { return num_classes_; }
  int64_t count_norm_values(int64_t num_samples) const override;
  std::vector<LayerGroup> layer_groups() const override;

 private:
  torch::Tensor compute_logits(const torch::Tensor& pixels) override;
  GraphValue describe_logits(GraphSink& sink, const GraphValue& pixels) const override;
  InputShape input_;
  int64_t num_classes_;
  std::shared_ptr<PixelNormalization> normalize_;
  std::shared_ptr<ConvNormRelu> stem_;
  std::unique_ptr<ResidualStages> stages_;
  std::shared_ptr<ClassifierHead> head_;
};

}  // namespace affekt
