#include "perception/face_crop.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/error.h"

namespace affekt {

cv::Rect place_face_square(const cv::Rect& box, const FaceCropRule& rule) {
  const double longer = std::max(box.width, box.height);
  const int side = std::max(1, static_cast<int>(std::lround(rule.side * longer)));
  const double center_x = box.x + box.width / 2.0, center_y = box.y + box.height / 2.0 + rule.down * longer;
  return {static_cast<int>(std::lround(center_x - side / 2.0)),
          static_cast<int>(std::lround(center_y - side / 2.0)), side, side};
}

cv::Mat crop_square(const cv::Mat& image, const cv::Rect& square) {
  const cv::Rect inside = square & cv::Rect({0, 0}, image.size());
  AFFEKT_CHECK(!inside.empty(), "a square that touches the picture");
  if (inside == square) return image(square);
  cv::Mat result;
  cv::copyMakeBorder(image(inside), result, inside.y - square.y, square.br().y - inside.br().y,
                     inside.x - square.x, square.br().x - inside.br().x,
                     cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return result;
}

}  // namespace affekt
