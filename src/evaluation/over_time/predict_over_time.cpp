#include "evaluation/over_time/predict_over_time.h"

#include "core/error.h"

namespace affekt {

void require_waveform_model(const Predictor& predictor, const std::string& model) {
  if (predictor.input().sample_rate_hz > 0) return;
  throw ConfigError(model + ": takes images, so it can't listen to a recording; expected a model of speech");
}

EmotionOverTime compute_emotion_over_time(Predictor& predictor, const LongRecording& recording,
                                          const OverTimeOptions& options) {
  predictor.set_progress(false);
  const WaveformModel model{predictor.class_names(), predictor.input(), [&](const WaveformSamples& windows) {
                              return predictor.predict(windows, /*average_with_mirrored=*/false);
                            }};
  return compute_emotion_over_time(model, recording, options);
}

}  // namespace affekt
