// The voice in the recording of a request: what it is taken for as a whole, and along the time.
#pragma once

#include "perception/voice_reader.h"
#include "server/emotion_source.h"

namespace affekt {

/// Those of VoiceSource.
VoiceReaderOptions make_voice_options();

class VoiceSource : public EmotionSource {
 public:
  /// @throws ArtifactError  no model of voices, a class whose place in the plane is not known
  explicit VoiceSource(SharedOnnxModel model);

  nlohmann::ordered_json read(const std::string& bytes) override;

 private:
  VoiceReader reader_;
};

}  // namespace affekt
