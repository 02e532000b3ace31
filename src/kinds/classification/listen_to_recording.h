// Emotion along a recording, heard by a classifier of waveforms: an application of a predictor.
#pragma once

#include "kinds/kind.h"

namespace affekt {

/// Writes emotion_over_time.{csv,json,html,svg} and prints the table.
/// @throws ConfigError: options out of range; ArtifactError: no model of waveforms; DataError: no recording
void listen_to_recording(const FileRequest& request);

}  // namespace affekt
