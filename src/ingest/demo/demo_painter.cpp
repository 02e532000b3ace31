#include "ingest/demo/demo_painter.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace affekt {
namespace {

constexpr int kFractionBits = 4;  // OpenCV draws at sixteenths of a pixel

}  // namespace

std::vector<cv::Point> FacePainter::to_canvas(const Points& points) const {
  std::vector<cv::Point> pixels;
  const double cosine = std::cos(pose_.roll_rad), sine = std::sin(pose_.roll_rad);
  for (const cv::Point2d& p : points) {
    const double depth = std::max(0.0, 1.0 - p.x * p.x - 0.35 * p.y * p.y);  // a head is about a ball
    const double x = p.x * (1 - 0.12 * pose_.turn * pose_.turn) + 0.22 * pose_.turn * depth;
    const double scale = pose_.half_height_px * (1 << kFractionBits);
    pixels.emplace_back(
        cvRound(pose_.center_px.x * (1 << kFractionBits) + scale * (cosine * x - sine * p.y)),
        cvRound(pose_.center_px.y * (1 << kFractionBits) + scale * (sine * x + cosine * p.y)));
  }
  return pixels;
}

void FacePainter::fill(const Points& outline, double tone) {
  const std::vector<std::vector<cv::Point>> polygons = {to_canvas(outline)};
  cv::fillPoly(canvas_, polygons, cv::Scalar(tone), cv::LINE_AA, kFractionBits);
}

void FacePainter::stroke(const Points& line, double width, double tone, double strength) {
  if (strength <= 0.02) return;
  const std::vector<std::vector<cv::Point>> lines = {to_canvas(line)};
  const int width_px = std::max(1, cvRound(width * pose_.half_height_px));
  cv::Mat layer = canvas_.clone();
  cv::polylines(layer, lines, false, cv::Scalar(tone), width_px, cv::LINE_AA, kFractionBits);
  const double share = std::min(strength, 1.0);
  cv::addWeighted(layer, share, canvas_, 1 - share, 0, canvas_);
}

void FacePainter::fill_inside(const Points& outline, const Points& limits, double tone) {
  cv::Mat mask(canvas_.size(), CV_8UC1, cv::Scalar(0));
  const std::vector<std::vector<cv::Point>> polygons = {to_canvas(limits)};
  // Antialiased and cut at half: OpenCV 4.6 and 4.10 fill other pixels along an edge of LINE_8.
  cv::fillPoly(mask, polygons, cv::Scalar(255), cv::LINE_AA, kFractionBits);
  cv::compare(mask, 127, mask, cv::CMP_GT);
  FacePainter layer(canvas_.clone(), pose_);
  layer.fill(outline, tone);
  layer.canvas().copyTo(canvas_, mask);
}

Points make_ellipse(cv::Point2d center, double radius_x, double radius_y) {
  Points points;
  constexpr int kCorners = 36;
  for (int i = 0; i < kCorners; ++i) {
    const double angle = 2 * CV_PI * i / kCorners;
    points.emplace_back(center.x + radius_x * std::cos(angle), center.y + radius_y * std::sin(angle));
  }
  return points;
}

Points make_curve(cv::Point2d begin, cv::Point2d control, cv::Point2d end) {
  Points points;
  constexpr int kPieces = 14;
  for (int i = 0; i <= kPieces; ++i) {
    const double t = static_cast<double>(i) / kPieces;
    points.push_back(begin * ((1 - t) * (1 - t)) + control * (2 * t * (1 - t)) + end * (t * t));
  }
  return points;
}

Points join_lines(const Points& there, const Points& back) {
  Points outline = there;
  outline.insert(outline.end(), back.rbegin(), back.rend());
  return outline;
}

}  // namespace affekt
