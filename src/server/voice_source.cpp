#include "server/voice_source.h"

#include "server/emotion_answer.h"

namespace affekt {
namespace {

using nlohmann::ordered_json;

ordered_json name_or_null(const EmotionOverTime& result, int32_t prediction) {
  return prediction == kSilentPrediction ? ordered_json()
                                         : ordered_json(result.class_names[static_cast<size_t>(prediction)]);
}

ordered_json describe_windows(const EmotionOverTime& result) {
  ordered_json windows = ordered_json::array();
  for (const WindowEmotion& window : result.windows) {
    ordered_json shares;
    for (size_t k = 0; k < window.probabilities.size(); ++k)
      shares[result.class_names[k]] = round_share(static_cast<double>(window.probabilities[k]));
    windows.push_back({{"from_s", window.from_s},
                       {"to_s", window.to_s},
                       {"emotion", name_or_null(result, window.prediction)},
                       {"probabilities", shares}});
  }
  return windows;
}

ordered_json describe_segments(const EmotionOverTime& result) {
  ordered_json segments = ordered_json::array();
  for (const EmotionSegment& segment : result.segments)
    segments.push_back({{"start_s", segment.start_s},
                        {"end_s", segment.end_s},
                        {"emotion", name_or_null(result, segment.prediction)}});
  return segments;
}

}  // namespace

VoiceReaderOptions make_voice_options() {
  VoiceReaderOptions options;
  options.longest_s = 1800;  // longer ones: affekt evaluate --file
  return options;
}

VoiceSource::VoiceSource(SharedOnnxModel model) : reader_(std::move(model), "opencv", make_voice_options()) {
  require_places(reader_.model(), reader_.class_names());
}

ordered_json VoiceSource::read(const std::string& bytes) {
  const VoiceReading reading = reader_.read(AudioBytes(bytes, "the request's recording"));
  ordered_json answer = {{"source", "voice"},
                         {"duration_s", reading.over_time.duration_s},
                         {"silent_s", reading.over_time.silent_seconds}};
  answer.update(describe_emotion(reader_.class_names(), reading.probabilities));
  answer["windows"] = describe_windows(reading.over_time);
  answer["segments"] = describe_segments(reading.over_time);
  return answer;
}

}  // namespace affekt
