// Draws synthetic grey faces: a random person, pose, light and background around a given expression.
#pragma once

#include <opencv2/core.hpp>

#include "core/random_stream.h"
#include "ingest/demo/demo_expression.h"

namespace affekt {

/// @param side_px  height and width
/// @return uint8 [side_px, side_px]; everything that isn't the expression is drawn from the stream
cv::Mat draw_face(const FacialExpression& expression, int side_px, RandomStream& stream);

}  // namespace affekt
