// What the tests of emotion over time share: a model whose answers can be worked out by hand, and its sounds.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "evaluation/over_time/predict_over_time.h"

namespace affekt {

/// 1000 samples a second. The probability of "angry" is the mean of |sample| over full scale, of "sad" a
/// tenth of what is left, of "calm" the rest.
class LoudnessPredictor : public Predictor {
 public:
  std::vector<float> predict(const Samples& samples, bool) override {
    const WaveformSamples& windows = waveforms_of(samples);
    heard.push_back(windows);
    std::vector<float> probabilities;
    for (int64_t i = 0; i < windows.num_samples; ++i) {
      double sum = 0;
      for (int64_t t = 0; t < windows.length(i); ++t)
        sum += std::abs(static_cast<double>(windows.wave(i)[t])) / 32768;
      const double angry = sum / static_cast<double>(windows.length(i));
      for (const double p : {0.9 * (1 - angry), angry, 0.1 * (1 - angry)})
        probabilities.push_back(static_cast<float>(p));
    }
    return probabilities;
  }
  std::vector<std::string> class_names() const override { return {"calm", "angry", "sad"}; }
  PredictorInput input() const override { return {1000, 300}; }
  std::string dataset_name() const override { return "ravdess"; }
  void set_progress(bool) override {}
  nlohmann::json describe() const override { return {{"name", "loudness"}, {"weights_digest", "w1"}}; }
  EvaluateConfig options() const override { return {}; }
  int64_t seed() const override { return 1; }
  std::string trained_on() const override { return ""; }
  std::filesystem::path default_data() const override { return {}; }

  std::vector<WaveformSamples> heard;  // one a call
};

/// Stretches of (seconds, amplitude): +a, -a, +a ... so that RMS and mean |sample| are both the amplitude.
inline LongRecording make_recording(const std::vector<std::pair<double, float>>& stretches) {
  LongRecording recording;
  recording.name = "talk.wav";
  recording.sample_rate_hz = 1000;
  for (const auto& [seconds, amplitude] : stretches) {
    const auto count = static_cast<int64_t>(std::llround(seconds * 1000));
    for (int64_t i = 0; i < count; ++i) recording.samples.push_back(i % 2 == 0 ? amplitude : -amplitude);
  }
  return recording;
}

}  // namespace affekt
