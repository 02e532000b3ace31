// Emotion over time as a drawing: segments, stacked probabilities, and the recording's level on one time
// axis.
#pragma once

#include <string>
#include <vector>

#include "evaluation/over_time/emotion_over_time.h"
#include "evaluation/classification/classification_figures.h"

namespace affekt {

/// Between two windows' centres the probabilities are drawn as straight lines; silence is left empty. With
/// more than 500 windows each drawn point is the mean of some.
Figure draw_emotion_over_time(const EmotionOverTime& result, const std::string& title);

/// A recording of more than ten minutes in parts of five, each drawn as above; empty for a shorter one.
std::vector<Figure> draw_emotion_in_parts(const EmotionOverTime& result);

}  // namespace affekt
