#include "ingest/demo/demo_face.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "ingest/demo/demo_painter.h"

namespace affekt {
namespace {

constexpr int kSupersampling = 4;
constexpr double kEyeY = -0.16, kMouthY = 0.55;

/// What stays the same whatever a person feels. Lengths in half face heights, tones in 0..255.
struct Person {
  double skin, hair, lip, brow;
  double face_width, jaw_width, eye_x, eye_width, eye_height, brow_y, brow_width;
  double nose_y, nose_width, mouth_width, lip_height, hair_line;
  bool long_hair, bald, glasses, beard, moustache, fringe;
};

Person draw_person(RandomStream& stream) {
  Person p{};
  p.skin = stream.uniform(95, 225);
  p.hair = stream.bernoulli(0.2) ? stream.uniform(150, 235) : stream.uniform(15, 90);
  p.lip = p.skin * stream.uniform(0.58, 0.85);
  p.brow = std::min(p.hair, p.skin * 0.62);
  p.face_width = stream.uniform(0.68, 0.86);
  p.jaw_width = stream.uniform(0.42, 0.68);
  p.eye_x = stream.uniform(0.31, 0.39);
  p.eye_width = stream.uniform(0.14, 0.185);
  p.eye_height = stream.uniform(0.055, 0.085);
  p.brow_y = stream.uniform(-0.43, -0.35);
  p.brow_width = stream.uniform(0.04, 0.085);
  p.nose_y = stream.uniform(0.16, 0.27);
  p.nose_width = stream.uniform(0.1, 0.17);
  p.mouth_width = stream.uniform(0.23, 0.31);
  p.lip_height = stream.uniform(0.035, 0.085);
  p.hair_line = stream.uniform(-0.86, -0.62);
  p.long_hair = stream.bernoulli(0.35);
  p.bald = stream.bernoulli(0.1);
  p.glasses = stream.bernoulli(0.12);
  p.beard = stream.bernoulli(0.1);
  p.moustache = stream.bernoulli(0.08);
  p.fringe = stream.bernoulli(0.25);
  return p;
}

void draw_background(cv::Mat& canvas, RandomStream& stream) {
  const double side = canvas.cols;
  canvas.setTo(cv::Scalar(stream.uniform(10, 245)));
  const int num_shapes = static_cast<int>(stream.below(5));
  for (int i = 0; i < num_shapes; ++i) {
    const cv::Point center(cvRound(stream.uniform(0, side)), cvRound(stream.uniform(0, side)));
    const cv::Size radii(cvRound(stream.uniform(0.1, 0.5) * side), cvRound(stream.uniform(0.1, 0.5) * side));
    cv::ellipse(canvas, center, radii, stream.uniform(0, 180), 0, 360, cv::Scalar(stream.uniform(10, 245)),
                cv::FILLED, cv::LINE_AA);
  }
  cv::GaussianBlur(canvas, canvas, {}, stream.uniform(1, 10));
}

void draw_head(FacePainter& painter, const Person& p) {
  const double w = p.face_width;
  if (p.long_hair) painter.fill(make_ellipse({0, 0.05}, w + 0.22, 1.2), p.hair);
  painter.fill(join_lines({{-0.35, 0.7}, {-0.42, 1.6}}, {{0.35, 0.7}, {0.42, 1.6}}), p.skin * 0.78);  // neck
  for (const double side : {-1.0, 1.0}) painter.fill(make_ellipse({side * w, 0.0}, 0.1, 0.18), p.skin * 0.88);
  if (!p.bald) painter.fill(make_ellipse({0, -0.3}, w + 0.09, 0.9), p.hair);
  Points face;  // an ellipse above, narrowing to the jaw below
  for (const cv::Point2d& q : make_ellipse({0, 0}, 1, 1)) {
    const double lower = std::max(0.0, q.y);
    face.emplace_back(q.x * (w + (p.jaw_width - w) * lower * lower), q.y);
  }
  painter.fill(face, p.skin);
  if (!p.bald) {
    const Points top = make_curve({-w - 0.03, -0.25}, {0, -2.1}, {w + 0.03, -0.25});
    const double bend = p.fringe ? 0.12 : -0.35;
    painter.fill(join_lines(top, make_curve({-w, -0.3}, {0, p.hair_line + bend}, {w, -0.3})), p.hair);
  }
  if (p.beard) {
    painter.fill(join_lines(make_curve({-w * 0.9, 0.25}, {0, 1.95}, {w * 0.9, 0.25}),
                            make_curve({-w * 0.75, 0.3}, {0, 1.1}, {w * 0.75, 0.3})),
                 p.hair * 0.6 + p.skin * 0.4);
  }
}

void draw_eye(FacePainter& painter, const Person& p, const FacialExpression& e, double side,
              RandomStream& stream) {
  const double open = std::max(0.06, 1 + e.eye_open), height = p.eye_height * open;
  const double lower_height = p.eye_height * 0.8 * std::clamp(1 - e.lid_up + 0.3 * e.eye_open, 0.05, 1.4);
  const cv::Point2d inner(side * (p.eye_x - p.eye_width), kEyeY + 0.01),
      outer(side * (p.eye_x + p.eye_width), kEyeY);
  const Points upper = make_curve(inner, {side * p.eye_x, kEyeY - 2.2 * height}, outer);
  const Points lower = make_curve(inner, {side * p.eye_x, kEyeY + 2.0 * lower_height}, outer);
  const Points outline = join_lines(upper, lower);
  painter.fill(outline, std::min(245.0, p.skin * 0.35 + 160));
  const double radius = p.eye_height * 1.15;
  const cv::Point2d gaze(side * p.eye_x, kEyeY - 0.1 * height + e.gaze_down * radius);
  painter.fill_inside(make_ellipse(gaze, radius, radius), outline, stream.uniform(40, 95));
  painter.fill_inside(make_ellipse(gaze, radius * 0.5, radius * 0.5), outline, 12);
  painter.stroke(upper, 0.035, p.skin * 0.25);
  painter.stroke(lower, 0.018, p.skin * 0.6, 0.7);
  const cv::Point2d crease(0, -0.055 - 0.03 * e.eye_open);
  painter.stroke(
      make_curve(inner + crease, cv::Point2d(side * p.eye_x, kEyeY - 2.2 * height) + crease, outer + crease),
      0.018, p.skin * 0.65, 0.6);
  if (e.lid_up > 0.25) {  // bags under the eyes
    const cv::Point2d below(0, 0.07);
    painter.stroke(make_curve(inner + below, {side * p.eye_x, kEyeY + 0.15}, outer + below), 0.02,
                   p.skin * 0.7, e.lid_up);
  }
}

void draw_brow(FacePainter& painter, const Person& p, const FacialExpression& e, double side) {
  const cv::Point2d inner(side * (p.eye_x - 0.2 - e.brow_together), p.brow_y + 0.03 - e.brow_inner_up);
  const cv::Point2d outer(side * (p.eye_x + 0.24), p.brow_y + 0.04 - e.brow_outer_up);
  const double peak = p.brow_y - 0.07 - 0.5 * e.brow_inner_up - 0.75 * e.brow_outer_up;
  painter.stroke(make_curve(inner, {side * (p.eye_x + 0.04), peak}, outer), p.brow_width, p.brow, 0.9);
}

void draw_nose(FacePainter& painter, const Person& p, const FacialExpression& e) {
  const double dark = p.skin * 0.55;
  const double lift = 0.05 * e.nose_wrinkle, tip = p.nose_y - lift;
  painter.stroke(make_curve({-0.05, -0.15}, {-0.06, tip - 0.1}, {-p.nose_width, tip}), 0.025, p.skin * 0.75,
                 0.7);
  for (const double side : {-1.0, 1.0}) {
    painter.fill(make_ellipse({side * p.nose_width * 0.55, tip + 0.03}, 0.035, 0.022), dark * 0.7);
    painter.stroke(make_curve({side * p.nose_width, tip - 0.06}, {side * (p.nose_width + 0.05), tip + 0.02},
                              {side * p.nose_width * 0.8, tip + 0.05}),
                   0.025, dark, 0.4 + 0.5 * e.nose_wrinkle);
    painter.stroke(make_curve({side * (p.nose_width + 0.04), tip - 0.02},
                              {side * (p.mouth_width + 0.02 + 0.5 * std::max(0.0, e.corners_up)), tip + 0.1},
                              {side * (p.mouth_width + 0.1 + 0.6 * e.mouth_wider), kMouthY - 0.02}),
                   0.03, dark, 0.08 + 0.7 * e.cheek_line);
    painter.stroke(
        make_curve({side * 0.035, p.brow_y + 0.1}, {side * 0.05, p.brow_y}, {side * 0.06, p.brow_y - 0.1}),
        0.025, dark, e.frown_line);
  }
  for (const double y : {-0.17, -0.1, -0.03}) {  // across the bridge
    painter.stroke(make_curve({-0.11, y - 0.03}, {0, y + 0.04}, {0.11, y - 0.03}), 0.026, dark,
                   0.85 * e.nose_wrinkle);
  }
  for (const double y : {-0.74, -0.66, -0.58}) {
    painter.stroke(make_curve({-0.36, y + 0.02}, {0, y - 0.04}, {0.36, y + 0.02}), 0.02, p.skin * 0.68,
                   0.8 * e.forehead_line);
  }
}

void draw_mouth(FacePainter& painter, const Person& p, const FacialExpression& e) {
  const double width = std::max(0.1, p.mouth_width + e.mouth_wider), open = std::max(0.0, e.jaw_open);
  const double lips = p.lip_height * std::clamp(1 - e.lips_pressed, 0.15, 1.0);
  const double y = kMouthY - 0.3 * open + 0.25 * e.corners_up;
  const double corner_y = y + 0.4 * open - 1.05 * e.corners_up;
  const cv::Point2d left(-width, corner_y), right(width, corner_y);
  // A curve passes halfway between its control point and the line of its ends.
  const auto across = [&](double middle_y) { return make_curve(left, {0, 2 * middle_y - corner_y}, right); };
  const double lift = std::max(0.0, e.upper_lip_up);
  const double upper_y = y - lift, lower_y = y + open + 0.3 * lift * (open > 0.01);
  const Points inner_upper = across(upper_y), inner_lower = across(std::max(lower_y, upper_y + 0.005));
  painter.fill(join_lines(across(upper_y - lips * 0.9), across(lower_y + lips * 1.2)), p.lip);
  if (open > 0.025) {
    const Points hole = join_lines(inner_upper, inner_lower);
    painter.fill(hole, 25);
    if (e.teeth > 0.05) {
      const double bottom = upper_y + (lower_y - upper_y) * std::min(1.0, e.teeth);
      painter.fill_inside(join_lines(across(upper_y - 0.05), across(bottom)), hole, 228);
    }
  } else {
    painter.stroke(inner_upper, 0.03, p.skin * 0.28);
  }
  if (lift > 0.04) {  // the raised lip bunches up
    painter.stroke(across(upper_y - lips - 0.05), 0.025, p.skin * 0.65, std::min(1.0, 6 * lift));
  }
  const double chin_y = std::min(0.95, lower_y + lips + 0.13);
  painter.stroke(make_curve({-0.12, chin_y}, {0, chin_y - 0.05}, {0.12, chin_y}), 0.03, p.skin * 0.75, 0.5);
  if (p.moustache) {
    painter.stroke(
        make_curve({-width * 0.8, upper_y - 0.06}, {0, upper_y - 0.2}, {width * 0.8, upper_y - 0.06}), 0.08,
        p.hair, 0.85);
  }
}

void draw_glasses(FacePainter& painter, const Person& p, RandomStream& stream) {
  const double tone = stream.uniform(10, 90), radius = stream.uniform(0.2, 0.25);
  for (const double side : {-1.0, 1.0}) {
    Points rim = make_ellipse({side * p.eye_x, kEyeY + 0.01}, radius, radius * 0.8);
    rim.push_back(rim.front());
    painter.stroke(rim, 0.03, tone);
    painter.stroke({{side * (p.eye_x + radius), kEyeY}, {side * p.face_width, kEyeY - 0.03}}, 0.03, tone);
  }
  painter.stroke({{-p.eye_x + radius, kEyeY}, {p.eye_x - radius, kEyeY}}, 0.03, tone);
}

/// A hand or a dark object over a part of the face.
void draw_occlusion(FacePainter& painter, const Person& p, RandomStream& stream) {
  const double side = stream.bernoulli(0.5) ? 1.0 : -1.0, y = stream.uniform(-0.5, 1.0);
  if (stream.bernoulli(0.5)) {
    painter.fill(make_ellipse({side * stream.uniform(0.5, 0.9), y}, 0.38, 0.3), stream.uniform(10, 240));
    return;
  }
  for (int finger = 0; finger < 4; ++finger) {
    const double finger_y = y + 0.14 * finger;
    painter.stroke({{side * 1.3, finger_y + 0.25}, {side * stream.uniform(0.2, 0.45), finger_y}}, 0.15,
                   p.skin * (0.84 + 0.06 * (finger % 2)));
  }
}

/// Light from one side, contrast, blur and the noise of a camera.
cv::Mat develop(const cv::Mat& canvas, int side_px, RandomStream& stream) {
  cv::Mat image;
  cv::resize(canvas, image, {side_px, side_px}, 0, 0, cv::INTER_AREA);
  if (stream.bernoulli(0.5)) cv::GaussianBlur(image, image, {}, stream.uniform(0.3, 0.9));
  const double angle = stream.uniform(0, 2 * CV_PI), slope = stream.uniform(0, 0.5);
  const double contrast = stream.uniform(0.65, 1.15), brightness = stream.uniform(-25, 25);
  const double noise = stream.uniform(1, 9);
  for (int y = 0; y < side_px; ++y) {
    for (int x = 0; x < side_px; ++x) {
      const double u = 2.0 * x / side_px - 1, v = 2.0 * y / side_px - 1;
      const double light = 1 + slope * (std::cos(angle) * u + std::sin(angle) * v);
      uint8_t& pixel = image.at<uint8_t>(y, x);
      pixel = cv::saturate_cast<uint8_t>(128 + contrast * (pixel * light - 128) + brightness +
                                         noise * stream.normal());
    }
  }
  return image;
}

}  // namespace

cv::Mat draw_face(const FacialExpression& expression, int side_px, RandomStream& stream) {
  const double side = side_px * kSupersampling;
  cv::Mat canvas(cvRound(side), cvRound(side), CV_8UC1);
  draw_background(canvas, stream);
  FacePose pose;
  pose.half_height_px = side * stream.uniform(0.44, 0.56);
  pose.center_px = {side * (0.5 + 0.045 * stream.normal()), side * (0.48 + 0.04 * stream.normal())};
  pose.roll_rad = 0.13 * stream.normal();
  pose.turn = std::clamp(0.4 * stream.normal(), -1.0, 1.0);
  FacePainter painter(canvas, pose);
  const Person person = draw_person(stream);
  draw_head(painter, person);
  draw_nose(painter, person, expression);
  draw_mouth(painter, person, expression);
  RandomStream iris = stream;  // both eyes have the same colour
  for (const double eye : {-1.0, 1.0}) {
    RandomStream same = iris;
    draw_eye(painter, person, expression, eye, same);
    draw_brow(painter, person, expression, eye);
  }
  stream.next_u64();
  if (person.glasses) draw_glasses(painter, person, stream);
  if (stream.bernoulli(0.07)) draw_occlusion(painter, person, stream);
  return develop(painter.canvas(), side_px, stream);
}

}  // namespace affekt
