#include "exported/emotion_over_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "store/sixteen_bit.h"

namespace affekt {
namespace {

constexpr int64_t kSamplesPerChunk = 2'000'000;  // given to the model at once: 4 MB of int16
constexpr size_t kMinEnvelopeParts = 1000;
constexpr double kEnvelopePartSeconds = 0.25;

double shortest_seconds(const PredictorInput& input) {
  return static_cast<double>(input.min_samples) / static_cast<double>(input.sample_rate_hz);
}

void check_recording(const PredictorInput& input, const LongRecording& recording) {
  AFFEKT_CHECK(input.sample_rate_hz > 0 && recording.sample_rate_hz == input.sample_rate_hz,
               "the recording must be read at the sample rate of the model");
  if (recording.samples.empty()) throw DataError(recording.name + ": the recording is empty");
  if (static_cast<int64_t>(recording.samples.size()) < input.min_samples)
    throw DataError(fmt::format("{}: {:.3f} s long, the model needs at least {:.3g} s", recording.name,
                                recording.duration_s(), shortest_seconds(input)));
  if (const float peak = find_peak(recording.samples); peak > kMaxPeak)
    throw DataError(recording.name + ": " + describe_excessive_peak(peak));
}

/// Standard deviation of the samples in dB of full scale: a constant offset is no sound.
double compute_level_db(const LongRecording& recording, SampleWindow window) {
  double sum = 0, sum_of_squares = 0;
  for (int64_t i = window.begin; i < window.end; ++i) {
    const double sample = recording.samples[static_cast<size_t>(i)];
    sum += sample;
    sum_of_squares += sample * sample;
  }
  const auto count = static_cast<double>(window.end - window.begin);
  const double mean = sum / count;
  const double power = sum_of_squares / count - mean * mean;
  return power > 0 ? std::max(10 * std::log10(power), kLowestLevelDb) : kLowestLevelDb;
}

std::vector<WindowEmotion> describe_windows(const LongRecording& recording,
                                            const std::vector<SampleWindow>& spans) {
  const auto rate = static_cast<double>(recording.sample_rate_hz);
  std::vector<WindowEmotion> windows(spans.size());
  for (size_t i = 0; i < spans.size(); ++i) {
    WindowEmotion& window = windows[i];
    window.start_s = static_cast<double>(spans[i].begin) / rate;
    window.end_s = static_cast<double>(spans[i].end) / rate;
    window.center_s = (window.start_s + window.end_s) / 2;
    window.level_db = compute_level_db(recording, spans[i]);
  }
  for (size_t i = 0; i < windows.size(); ++i) {
    windows[i].from_s = i == 0 ? 0 : windows[i - 1].to_s;
    windows[i].to_s = i + 1 == windows.size() ? recording.duration_s()
                                              : (windows[i].center_s + windows[i + 1].center_s) / 2;
  }
  return windows;
}

double find_silence_threshold(const std::vector<WindowEmotion>& windows, double silence_db) {
  if (silence_db == 0) return kLowestLevelDb;
  double loudest = kLowestLevelDb;
  for (const WindowEmotion& window : windows) loudest = std::max(loudest, window.level_db);
  return std::max(loudest - silence_db, kLowestLevelDb);
}

/// As the prepared file holds them, so that the model gets here what it got in training. Without labels and
/// splits: no predictor reads them.
WaveformSamples copy_windows(const LongRecording& recording, const std::vector<SampleWindow>& spans) {
  WaveformSamples samples;
  samples.num_samples = static_cast<int64_t>(spans.size());
  samples.sample_rate_hz = recording.sample_rate_hz;
  samples.source_ids.assign(spans.size(), recording.name);
  for (const SampleWindow& span : spans) {
    for (int64_t i = span.begin; i < span.end; ++i)
      samples.waves.push_back(to_16_bit(recording.samples[static_cast<size_t>(i)]));
    samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
  }
  return samples;
}

/// Asks the model for the windows that are louder than the threshold, a chunk at a time.
void predict_windows(const WaveformModel& model, const LongRecording& recording,
                     const std::vector<SampleWindow>& spans, double threshold_db,
                     std::vector<WindowEmotion>& windows) {
  const size_t num_classes = model.class_names.size();
  std::vector<size_t> audible;
  for (size_t i = 0; i < windows.size(); ++i)
    if (windows[i].level_db > threshold_db) audible.push_back(i);
  if (audible.empty()) return;
  const int64_t window_samples = spans[0].end - spans[0].begin;
  const auto chunk = static_cast<size_t>(std::max<int64_t>(1, kSamplesPerChunk / window_samples));
  std::optional<ProgressBar> progress;
  if (model.has_progress_bar) progress.emplace("listening", static_cast<int64_t>(audible.size()), "windows");
  for (size_t begin = 0; begin < audible.size(); begin += chunk) {
    throw_if_interrupted("emotion over time");
    const size_t end = std::min(begin + chunk, audible.size());
    std::vector<SampleWindow> chosen;
    for (size_t i = begin; i < end; ++i) chosen.push_back(spans[audible[i]]);
    const std::vector<float> probabilities = model.predict(copy_windows(recording, chosen));
    AFFEKT_CHECK(probabilities.size() == chosen.size() * num_classes, "one probability a window and class");
    for (size_t i = begin; i < end; ++i) {
      WindowEmotion& window = windows[audible[i]];
      const auto first = probabilities.begin() + static_cast<std::ptrdiff_t>((i - begin) * num_classes);
      window.probabilities.assign(first, first + static_cast<std::ptrdiff_t>(num_classes));
      const auto top = std::max_element(window.probabilities.begin(), window.probabilities.end());
      window.prediction = static_cast<int32_t>(top - window.probabilities.begin());
    }
    if (progress) progress->advance(static_cast<int64_t>(end - begin));
  }
}

std::vector<EmotionSegment> merge_segments(const std::vector<WindowEmotion>& windows) {
  std::vector<EmotionSegment> segments;
  for (const WindowEmotion& window : windows) {
    if (segments.empty() || segments.back().prediction != window.prediction)
      segments.push_back({window.from_s, window.from_s, window.prediction, 0, 0});
    EmotionSegment& segment = segments.back();
    segment.end_s = window.to_s;
    ++segment.num_windows;
    if (!window.silent())  // the sum over time for now
      segment.probability += window.seconds() * window.probabilities[static_cast<size_t>(window.prediction)];
  }
  for (EmotionSegment& segment : segments) segment.probability /= segment.end_s - segment.start_s;
  return segments;
}

void sum_up(EmotionOverTime& result) {
  result.classes.assign(result.class_names.size(), {});
  double heard_seconds = 0;
  std::vector<double> weighted(result.class_names.size());  // probability times seconds
  for (const WindowEmotion& window : result.windows) {
    if (window.silent()) {
      result.silent_seconds += window.seconds();
      continue;
    }
    heard_seconds += window.seconds();
    result.classes[static_cast<size_t>(window.prediction)].seconds += window.seconds();
    for (size_t k = 0; k < result.classes.size(); ++k)
      weighted[k] += window.seconds() * window.probabilities[k];
  }
  for (size_t k = 0; k < result.classes.size(); ++k) {
    result.classes[k].share = result.classes[k].seconds / result.duration_s;
    if (heard_seconds > 0) result.classes[k].mean_probability = weighted[k] / heard_seconds;
  }
}

std::vector<float> compute_envelope(const std::vector<float>& samples, double duration_s) {
  const size_t count = samples.size();
  const auto quarters = static_cast<size_t>(duration_s / kEnvelopePartSeconds);
  const size_t parts = std::min(count, std::max(quarters, kMinEnvelopeParts));
  std::vector<float> envelope;
  for (size_t i = 0; i < parts; ++i)
    envelope.push_back(find_peak(samples, i * count / parts, (i + 1) * count / parts));
  return envelope;
}

}  // namespace

std::vector<SampleWindow> place_windows(int64_t num_samples, int64_t window, int64_t hop) {
  AFFEKT_CHECK(num_samples >= 1 && window >= 1 && hop >= 1, "windows need samples, a length and a hop");
  if (num_samples <= window) return {{0, num_samples}};
  std::vector<SampleWindow> windows;
  for (int64_t begin = 0; begin + window <= num_samples; begin += hop)
    windows.push_back({begin, begin + window});
  if (windows.back().end < num_samples) windows.push_back({num_samples - window, num_samples});
  return windows;
}

void check_over_time_options(const PredictorInput& input, const OverTimeOptions& options) {
  const auto check = [](const char* option, double value, double low, double high, const char* unit) {
    if (value >= low && value <= high) return;  // not so for NaN
    throw ConfigError(fmt::format("{}: expected {} to {} {}, got {}", option, low, high, unit, value));
  };
  check("--window-s", options.window_s, 0.1, 60, "seconds");
  check("--hop-s", options.hop_s, 0.05, options.window_s, "seconds (the window)");  // beyond it, gaps
  check("--silence-db", options.silence_db, 0, 200, "dB below the loudest window");
  if (options.window_s < shortest_seconds(input))
    throw ConfigError(fmt::format("--window-s: the model needs at least {:.3g} seconds, got {}",
                                  shortest_seconds(input), options.window_s));
}

EmotionOverTime compute_emotion_over_time(const WaveformModel& model, const LongRecording& recording,
                                          const OverTimeOptions& options) {
  check_over_time_options(model.input, options);
  check_recording(model.input, recording);
  const auto rate = static_cast<double>(recording.sample_rate_hz);
  const auto spans =
      place_windows(static_cast<int64_t>(recording.samples.size()),
                    static_cast<int64_t>(std::llround(options.window_s * rate)),
                    std::max<int64_t>(1, static_cast<int64_t>(std::llround(options.hop_s * rate))));
  EmotionOverTime result;
  result.class_names = model.class_names;
  result.options = options;
  result.duration_s = recording.duration_s();
  result.windows = describe_windows(recording, spans);
  result.silent_below_db = find_silence_threshold(result.windows, options.silence_db);
  predict_windows(model, recording, spans, result.silent_below_db, result.windows);
  result.segments = merge_segments(result.windows);
  sum_up(result);
  result.envelope = compute_envelope(recording.samples, result.duration_s);
  return result;
}

std::string class_or_silent(const EmotionOverTime& result, int32_t prediction) {
  return prediction == kSilentPrediction ? "silent" : result.class_names[static_cast<size_t>(prediction)];
}

std::vector<size_t> order_by_time(const EmotionOverTime& result) {
  std::vector<size_t> order(result.classes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return result.classes[a].seconds > result.classes[b].seconds; });
  return order;
}

}  // namespace affekt
