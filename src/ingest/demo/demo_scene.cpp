#include "ingest/demo/demo_scene.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "ingest/demo/demo_expression.h"
#include "ingest/demo/demo_face.h"

namespace affekt {
namespace {

// Shares of a figure's height.
constexpr double kHeadSide = 0.26, kShoulderY = 0.24, kHipY = 0.58, kArm = 0.32, kLimbWidth = 0.055;

/// 1..10 -> 0..1
double share_of(double value) {
  return std::clamp((value - 1) / 9, 0.0, 1.0);
}

cv::Scalar mix(const cv::Scalar& low, const cv::Scalar& high, double share) {
  return low * (1 - share) + high * share;
}

double shoulder_half_width(const DemoFigure& figure) {
  return (0.08 + 0.07 * share_of(figure.feeling.dominance)) * figure.height_px;
}

/// Of an arm against straight down: excited people raise theirs.
double arm_angle(const DemoFigure& figure) {
  return (0.12 + 0.75 * share_of(figure.feeling.arousal)) * CV_PI;
}

/// 0 angry 1 disgust 2 fear 3 happy 4 sad 5 surprise 6 neutral
int expression_of(const DemoFeeling& feeling) {
  if (feeling.valence > 6.3) return feeling.arousal > 8.3 ? 5 : 3;
  if (feeling.valence > 4.7) return 6;
  if (feeling.arousal < 4.5) return 4;
  return feeling.dominance > 6 ? 0 : feeling.dominance > 4.5 ? 1 : 2;
}

void draw_scenery(cv::Mat& canvas, const DemoFeeling& mood, RandomStream& stream) {
  const double valence = share_of(mood.valence), arousal = share_of(mood.arousal);
  const int horizon = cvRound(canvas.rows * stream.uniform(0.45, 0.65));
  const cv::Scalar sky = mix({70, 60, 60}, {250, 200, 120}, valence),
                   ground = mix({45, 55, 65}, {80, 190, 110}, valence);
  for (int y = 0; y < canvas.rows; ++y) {
    const double shade = y < horizon ? 1 - 0.25 * y / horizon : 0.8 + 0.2 * (y - horizon) / canvas.rows;
    canvas.row(y).setTo((y < horizon ? sky : ground) * shade);
  }
  if (valence > 0.5) {  // the sun
    cv::circle(canvas, {cvRound(stream.uniform(0.1, 0.9) * canvas.cols), horizon / 3}, canvas.rows / 12,
               {90, 235, 255}, cv::FILLED, cv::LINE_AA);
  }
  const int num_blocks = static_cast<int>(stream.below(4)) + 1;
  for (int i = 0; i < num_blocks; ++i) {  // houses where it is grim, trees where it is pleasant
    const int x = cvRound(stream.uniform(0, canvas.cols)),
              size = cvRound(stream.uniform(0.15, 0.4) * horizon);
    if (valence < 0.5) {
      cv::rectangle(canvas, cv::Rect(x - size / 2, horizon - size, size, size),
                    cv::Scalar::all(stream.uniform(30, 90)), cv::FILLED);
    } else {
      cv::circle(canvas, {x, horizon - size / 2}, size / 2, {50, stream.uniform(110, 170), 50}, cv::FILLED,
                 cv::LINE_AA);
    }
  }
  const int num_flying = cvRound(arousal * 40);  // confetti, sparks, rain: something happens
  for (int i = 0; i < num_flying; ++i) {
    const cv::Point at(cvRound(stream.uniform(0, canvas.cols)), cvRound(stream.uniform(0, canvas.rows)));
    const cv::Point to = at + cv::Point(cvRound(stream.uniform(-6, 6)), cvRound(stream.uniform(-6, 6)));
    const double blue = stream.uniform(60, 255), green = stream.uniform(60, 255),
                 red = stream.uniform(60, 255);
    cv::line(canvas, at, to, {blue, green, red}, 2, cv::LINE_AA);
  }
}

void draw_head(cv::Mat& canvas, const DemoFigure& figure, RandomStream& stream) {
  const int side = std::max(16, cvRound(kHeadSide * figure.height_px));
  const FacialExpression expression = draw_expression(expression_of(figure.feeling), stream);
  const cv::Mat grey = draw_face(expression, side, stream);
  cv::Mat face, mask(side, side, CV_8UC1, cv::Scalar(0));
  cv::cvtColor(grey, face, cv::COLOR_GRAY2BGR);
  cv::multiply(face, cv::Scalar(0.72, 0.84, 1.0), face);
  cv::ellipse(mask, {side / 2, side / 2}, {cvRound(0.36 * side), side / 2 - 1}, 0, 0, 360, {255}, cv::FILLED);
  const cv::Rect place(cvRound(figure.center_x_px) - side / 2, cvRound(figure.feet_y_px - figure.height_px),
                       side, side);
  const cv::Rect visible = place & cv::Rect({0, 0}, canvas.size());
  if (visible.empty()) return;
  const cv::Rect part = visible - place.tl();
  face(part).copyTo(canvas(visible), mask(part));
}

void draw_figure(cv::Mat& canvas, const DemoFigure& figure, RandomStream& stream) {
  const double height = figure.height_px, half_width = shoulder_half_width(figure);
  const double top = figure.feet_y_px - height;
  const auto at = [&](double x, double share_y) {
    return cv::Point(cvRound(figure.center_x_px + x), cvRound(top + share_y * height));
  };
  const int limb = std::max(2, cvRound(kLimbWidth * height));
  const double blue = stream.uniform(40, 220), green = stream.uniform(40, 220), red = stream.uniform(40, 220);
  const cv::Scalar shirt(blue, green, red), trousers = cv::Scalar::all(stream.uniform(30, 110));
  for (const double side : {-1.0, 1.0}) {
    cv::line(canvas, at(side * half_width * 0.5, kHipY), at(side * half_width * 0.7, 1), trousers, limb,
             cv::LINE_AA);
    const cv::Point shoulder = at(side * half_width, kShoulderY + 0.03);
    const double angle = arm_angle(figure) + 0.1 * stream.normal() * 0.5;
    const cv::Point hand = shoulder + cv::Point(cvRound(side * kArm * height * std::sin(angle)),
                                                cvRound(kArm * height * std::cos(angle)));
    cv::line(canvas, shoulder, hand, shirt * 0.85, limb, cv::LINE_AA);
  }
  const std::vector<cv::Point> torso = {at(-half_width, kShoulderY), at(half_width, kShoulderY),
                                        at(0.75 * half_width, kHipY), at(-0.75 * half_width, kHipY)};
  cv::fillConvexPoly(canvas, torso, shirt, cv::LINE_AA);
  draw_head(canvas, figure, stream);
}

}  // namespace

cv::Rect DemoFigure::box() const {
  const double reach =
      shoulder_half_width(*this) + kArm * height_px * std::sin(std::min(arm_angle(*this), CV_PI / 2));
  const double half_width = std::max(reach, 0.5 * kHeadSide * height_px);
  return {cv::Point(cvFloor(center_x_px - half_width), cvFloor(feet_y_px - height_px)),
          cv::Point(cvCeil(center_x_px + half_width), cvCeil(feet_y_px))};
}

cv::Mat draw_scene(cv::Size size, const DemoFeeling& mood, const std::vector<DemoFigure>& figures,
                   RandomStream& stream) {
  cv::Mat canvas(size, CV_8UC3);
  draw_scenery(canvas, mood, stream);
  for (const DemoFigure& figure : figures) draw_figure(canvas, figure, stream);
  cv::Mat noise(size, CV_8UC3);
  for (int y = 0; y < noise.rows; ++y)
    for (int x = 0; x < 3 * noise.cols; ++x) noise.ptr(y)[x] = static_cast<uint8_t>(stream.below(12));
  canvas += noise;
  return canvas;
}

}  // namespace affekt
