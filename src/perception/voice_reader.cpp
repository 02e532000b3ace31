#include "perception/voice_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "ingest/sources/ravdess/audio_file.h"

namespace affekt {
namespace {

constexpr char kExpectedVoiceModel[] =
    "a model of speech was expected, such as the model.onnx of configs/ravdess_cnn.yaml";

/// @throws ArtifactError before the engine loads it
SharedOnnxModel require_voice_model(SharedOnnxModel model) {
  if (!model->task().empty())
    model->refuse(fmt::format("it is a model of the task '{}'; {}", model->task(), kExpectedVoiceModel));
  if (!read_classifier_info(*model).takes_waveforms())
    model->refuse(fmt::format("it takes images; {}", kExpectedVoiceModel));
  return model;
}

}  // namespace

VoiceReader::VoiceReader(SharedOnnxModel model, const std::string& engine, const VoiceReaderOptions& options)
    : model_(require_voice_model(std::move(model))),
      classifier_(*model_, make_engine(engine, *model_)),
      options_(options) {
  AFFEKT_CHECK(options_.longest_s > 0, "recordings of some length");
}

VoiceReading VoiceReader::read(const AudioBytes& recording) {
  const OnnxClassifierInfo& info = classifier_.info();
  AudioFile audio = read_audio(recording, info.sample_rate_hz, options_.longest_s);
  const LongRecording samples{recording.path().string(), std::move(audio.samples), audio.sample_rate_hz};
  WaveformModel model;
  model.class_names = info.class_names;
  model.input = {info.sample_rate_hz, info.min_samples};
  model.predict = [this](const WaveformSamples& windows) { return classifier_.predict(windows); };
  model.has_progress_bar = false;
  VoiceReading reading;
  reading.over_time = compute_emotion_over_time(model, samples, options_.windows);
  for (const ClassShare& share : reading.over_time.classes) {
    if (!share.mean_probability) {
      throw DataError(fmt::format("{}: nothing but silence in {:.1f} s; a recording of a voice expected",
                                  samples.name, samples.duration_s()));
    }
    reading.probabilities.push_back(static_cast<float>(*share.mean_probability));
  }
  return reading;
}

}  // namespace affekt
