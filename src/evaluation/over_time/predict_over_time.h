// A run or an exported file of speech, asked along a long recording.
#pragma once

#include <string>

#include "evaluation/classification/predictor/predictor.h"
#include "exported/emotion_over_time.h"

namespace affekt {

/// @throws ConfigError naming `model` if it takes images
void require_waveform_model(const Predictor& predictor, const std::string& model);

/// Shows a progress bar.
/// @param predictor  of waveforms, at the recording's sample rate
/// @throws           as the function of the same name for a WaveformModel
EmotionOverTime compute_emotion_over_time(Predictor& predictor, const LongRecording& recording,
                                          const OverTimeOptions& options);

}  // namespace affekt
