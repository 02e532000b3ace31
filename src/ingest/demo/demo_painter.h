// Filled shapes and strokes in a face's own coordinates, put onto a canvas with the face's pose.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace affekt {

using Points = std::vector<cv::Point2d>;

/// Face coordinates: (0, 0) between nose and eyes, x to the right of the image, y down, chin at y = 1.
struct FacePose {
  cv::Point2d center_px;
  double half_height_px = 0;
  double roll_rad = 0;
  double turn = 0;  // -1..1: to the side; what lies in front (the nose most) moves, the far half narrows
};

class FacePainter {
 public:
  FacePainter(cv::Mat canvas, const FacePose& pose) : canvas_(std::move(canvas)), pose_(pose) {}

  void fill(const Points& outline, double tone);
  /// @param width     in face units
  /// @param strength  0: invisible, 1: opaque
  void stroke(const Points& line, double width, double tone, double strength = 1.0);
  /// `tone` where both outlines are.
  void fill_inside(const Points& outline, const Points& limits, double tone);
  cv::Mat& canvas() { return canvas_; }

 private:
  std::vector<cv::Point> to_canvas(const Points& points) const;
  cv::Mat canvas_;
  FacePose pose_;
};

/// An ellipse as a polygon.
Points make_ellipse(cv::Point2d center, double radius_x, double radius_y);
/// From `begin` to `end`, pulled towards `control` (quadratic Bezier curve).
Points make_curve(cv::Point2d begin, cv::Point2d control, cv::Point2d end);
/// The outline between two lines that run in the same direction.
Points join_lines(const Points& there, const Points& back);

}  // namespace affekt
