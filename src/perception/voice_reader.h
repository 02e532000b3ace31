// A recording -> the probabilities of the emotion in its voice, as an exported model of speech says.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "exported/emotion_over_time.h"
#include "exported/onnx_classifier.h"
#include "ingest/sources/ravdess/audio_bytes.h"

namespace affekt {

struct VoiceReaderOptions {
  double longest_s = 3600;  // a longer recording is refused before it is read into memory
  OverTimeOptions windows;
};

struct VoiceReading {
  /// [K], mean over the time that is not silent; they sum to 1.
  std::vector<float> probabilities;
  EmotionOverTime over_time;  // the same along the recording
};

/// Several can share one model; each runs in one thread at a time.
class VoiceReader {
 public:
  /// @throws ArtifactError  no classifier of waveforms: says what it is and what was expected
  explicit VoiceReader(SharedOnnxModel model, const std::string& engine = "opencv",
                       const VoiceReaderOptions& options = {});

  const OnnxModel& model() const { return *model_; }
  const std::vector<std::string>& class_names() const { return classifier_.info().class_names; }

  /// WAV, FLAC, OGG or AIFF of any rate and number of channels. A recording of at most one window is heard at
  /// once, a longer one in windows.
  /// @throws DataError  as read_audio; longer than longest_s, shorter than the model needs; nothing but
  /// silence
  VoiceReading read(const AudioBytes& recording);
  VoiceReading read_file(const std::filesystem::path& path) { return read(AudioBytes(path)); }

 private:
  const SharedOnnxModel model_;
  OnnxClassifier classifier_;
  const VoiceReaderOptions options_;
};

}  // namespace affekt
