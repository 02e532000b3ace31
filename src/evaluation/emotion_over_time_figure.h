// Emotion over time as a drawing: segments, stacked probabilities, and the recording's level on one time
// axis.
#pragma once

#include <string>

#include "evaluation/emotion_over_time.h"
#include "evaluation/figures.h"

namespace affekt {

/// Seconds as people read a player's clock: 67.25 -> "1:07.3" (tenths), 3723 -> "1:02:03.0".
std::string format_clock(double seconds);
/// The same without tenths: "1:07".
std::string format_whole_clock(double seconds);

/// Between two windows' centres the probabilities are drawn as straight lines; silence is left empty. With
/// more than 500 windows each drawn point is the mean of some. Beyond eight classes the least probable ones
/// are drawn as one, "other".
Figure draw_emotion_over_time(const EmotionOverTime& result, const std::string& title);

}  // namespace affekt
