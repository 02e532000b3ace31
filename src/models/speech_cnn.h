// `speech_cnn`: raw waveforms of any length -> log-mel energies -> a residual convolutional network ->
// pooling over time; at most 1 M parameters in its default size.
#pragma once

#include <memory>
#include <vector>

#include "models/blocks.h"
#include "models/classifier.h"
#include "models/log_mel_layer.h"
#include "models/model_table.h"
#include "models/residual_stages.h"
#include "models/time_pooling.h"

namespace affekt {

/// Log-mel energies, normalised; a 3x3 convolution with the channels of the first stage and a 2x2
/// max-pooling; the residual stages; pooling over time; dropout, linear.
class SpeechCnn : public Classifier {
 public:
  explicit SpeechCnn(const NetworkOptions& options);
  InputShape input_shape() const override { return input_; }
  int64_t num_classes() const override { return num_classes_; }
  int64_t count_norm_values(int64_t num_samples) const override;
  std::vector<LayerGroup> layer_groups() const override;

 private:
  torch::Tensor compute_logits(const torch::Tensor& wave) override;
  GraphValue describe_logits(GraphSink& sink, const GraphValue& wave) const override;
  torch::Tensor normalize(const torch::Tensor& energies) const;

  InputShape input_;
  int64_t num_classes_;
  FrontEndConfig front_end_;
  SpecAugmentConfig spec_augment_;
  std::shared_ptr<LogMelLayer> log_mel_;
  std::shared_ptr<PixelNormalization> fixed_scale_;
  std::shared_ptr<ConvNormRelu> stem_;
  std::unique_ptr<ResidualStages> stages_;
  std::shared_ptr<TimePooling> pooling_;
  std::shared_ptr<LinearHead> head_;
};

}  // namespace affekt
