// Draws synthetic people in a scenery: faces, arms and shoulders show what each feels, sky, ground and what
// flies about the mood of the place.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/random_stream.h"

namespace affekt {

/// On EMOTIC's scale, 1..10.
struct DemoFeeling {
  double valence = 5.5, arousal = 5.5, dominance = 5.5;
};

struct DemoFigure {
  DemoFeeling feeling;
  double center_x_px = 0, feet_y_px = 0, height_px = 0;  // parts of it may lie outside of the picture

  /// From the hands to the hands, and from the hair to the feet, as drawn; whole pixels.
  cv::Rect box() const;
};

/// @return  uint8 BGR; the last figure is in front
cv::Mat draw_scene(cv::Size size, const DemoFeeling& mood, const std::vector<DemoFigure>& figures,
                   RandomStream& stream);

}  // namespace affekt
