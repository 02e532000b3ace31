// A classifier's ONNX file: what it says of itself, and samples -> probabilities through an engine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "inference/engine.h"
#include "store/prepared_file.h"

namespace affekt {

struct OnnxClassifierInfo {
  int64_t channels = 0, height = 0, width = 0;  // of a model of images; 0 for waveforms
  int64_t sample_rate_hz = 0;                   // of a model of waveforms; 0 for images
  int64_t min_samples = 0;                      // of a model of waveforms: the shortest that gives an answer
  std::string input_name, output_name;
  std::vector<std::string> class_names;  // [K]

  bool takes_waveforms() const { return sample_rate_hz > 0; }
};

/// @throws ArtifactError: a model of another task, tensors or metadata that are none of a classifier's
OnnxClassifierInfo read_classifier_info(const OnnxModel& model);

class OnnxClassifier {
 public:
  /// @param engine  of this model
  OnnxClassifier(const OnnxModel& model, std::unique_ptr<InferenceEngine> engine);

  const OnnxClassifierInfo& info() const { return info_; }
  const std::string& engine_name() const { return engine_->name(); }

  /// Waveforms go through one at a time, each in its own length.
  /// @return  float32 [N, K], row-major
  /// @throws ArtifactError if the samples are not what the model takes: images of another shape, another
  ///         sample rate, a waveform shorter than min_samples; Interrupted within a batch
  std::vector<float> predict(const Samples& samples);

 private:
  void check_samples(const Samples& samples) const;

  const OnnxClassifierInfo info_;
  const std::unique_ptr<InferenceEngine> engine_;
};

}  // namespace affekt
