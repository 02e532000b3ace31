// A long recording -> what a model of waveforms says along it: sliding windows, segments, shares of time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "exported/predictor_input.h"
#include "store/samples.h"

namespace affekt {

/// A recording in memory, at the sample rate of the model.
struct LongRecording {
  std::string name;            // for errors and titles: the file name
  std::vector<float> samples;  // [T], mono, full scale is +-1
  int64_t sample_rate_hz = 16000;

  double duration_s() const {
    return static_cast<double>(samples.size()) / static_cast<double>(sample_rate_hz);
  }
};

/// Between one speaker's shouting and quiet calm speech lie 45 dB in RAVDESS, so less than that takes speech
/// for silence where both occur. A noisy recording needs less: its pauses are not that quiet.
struct OverTimeOptions {
  double window_s = 3;     // what the model hears at once, 0.1..60
  double hop_s = 0.5;      // from one window's begin to the next one's, 0.05..window_s
  double silence_db = 50;  // a window this far below the loudest one is silent; 0: only windows without sound
};

/// Samples [begin, end) of a recording.
struct SampleWindow {
  int64_t begin = 0, end = 0;
};

/// Windows at 0, hop, 2 hop ... as far as they fit, and one more that ends where the recording does unless
/// the last one does so already. A recording shorter than a window is one window. All counts are in samples,
/// >= 1.
std::vector<SampleWindow> place_windows(int64_t num_samples, int64_t window, int64_t hop);

constexpr int32_t kSilentPrediction = -1;
/// Levels are not given below this; a window that has no more is silent whatever the rest is.
constexpr double kLowestLevelDb = -80;

/// One window and the answer for it. The window stands for the time that is nearer to its centre than to
/// another's: [from_s, to_s). These spans cover the recording without gap or overlap.
struct WindowEmotion {
  double start_s = 0, end_s = 0;  // what the model heard
  double center_s = 0;
  double from_s = 0, to_s = 0;             // what it stands for
  double level_db = kLowestLevelDb;        // RMS about the mean; 0 dB is a full-scale square wave
  int32_t prediction = kSilentPrediction;  // index of the class
  std::vector<float> probabilities;        // [K]; empty where silent, as the model isn't asked there

  bool silent() const { return prediction == kSilentPrediction; }
  double seconds() const { return to_s - from_s; }
};

/// Neighbouring windows with the same answer.
struct EmotionSegment {
  double start_s = 0, end_s = 0;
  int32_t prediction = kSilentPrediction;
  double probability = 0;  // of that class, mean over the segment's time; 0 where silent
  int64_t num_windows = 0;
};

/// One class in the whole recording.
struct ClassShare {
  double seconds = 0;                      // with this class as the answer
  double share = 0;                        // of the recording's time, silence included
  std::optional<double> mean_probability;  // over the time that is not silent; none if all is
};

struct EmotionOverTime {
  std::vector<std::string> class_names;  // [K]
  OverTimeOptions options;
  double duration_s = 0;
  std::vector<WindowEmotion> windows;    // in order, at least one
  std::vector<EmotionSegment> segments;  // cover the recording
  std::vector<ClassShare> classes;       // [K]
  double silent_seconds = 0;
  double silent_below_db = kLowestLevelDb;  // the threshold that came of silence_db
  std::vector<float>
      envelope;  // largest |sample| of each equal part of the recording: 1000 parts, or 4 a second
};

/// @param input  of the model of waveforms that is to listen
/// @throws ConfigError  an option is out of range or too short for the model; named as the command line has
/// it
void check_over_time_options(const PredictorInput& input, const OverTimeOptions& options);

/// What hears the windows, whatever runs it.
struct WaveformModel {
  std::vector<std::string> class_names;  // [K]
  PredictorInput input;
  /// [N, K] probabilities, row-major.
  std::function<std::vector<float>(const WaveformSamples&)> predict;
  bool has_progress_bar = true;  // while it listens
};

/// Asks the model window by window. Needs little memory beside the recording.
/// @param model  of waveforms, at the recording's sample rate
/// @throws ConfigError  as check_over_time_options
/// @throws DataError    the recording is empty, shorter than the model's minimum, or louder than twice full
/// scale
/// @throws Interrupted  on SIGINT and SIGTERM
EmotionOverTime compute_emotion_over_time(const WaveformModel& model, const LongRecording& recording,
                                          const OverTimeOptions& options);

/// Name of the class, or "silent".
std::string class_or_silent(const EmotionOverTime& result, int32_t prediction);

/// Indices of all classes, those with most time first.
std::vector<size_t> order_by_time(const EmotionOverTime& result);

}  // namespace affekt
