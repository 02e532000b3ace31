#include "ingest/demo/demo_expression.h"

#include "core/error.h"

namespace affekt {
namespace {

enum Label { kAngry, kDisgust, kFear, kHappy, kSad, kSurprise, kNeutral, kNumLabels };

/// All muscles as a list, so that expressions can be scaled and mixed.
constexpr double FacialExpression::*kMuscles[] = {
    &FacialExpression::brow_inner_up, &FacialExpression::brow_outer_up, &FacialExpression::brow_together,
    &FacialExpression::eye_open,      &FacialExpression::lid_up,        &FacialExpression::gaze_down,
    &FacialExpression::nose_wrinkle,  &FacialExpression::cheek_line,    &FacialExpression::frown_line,
    &FacialExpression::forehead_line, &FacialExpression::upper_lip_up,  &FacialExpression::corners_up,
    &FacialExpression::mouth_wider,   &FacialExpression::jaw_open,      &FacialExpression::teeth,
    &FacialExpression::lips_pressed};

/// The expression at full strength.
FacialExpression full_expression(int label, RandomStream& stream) {
  const bool variant = stream.bernoulli(0.5);
  FacialExpression e;
  switch (label) {
    case kAngry:
      e.brow_inner_up = -0.17;
      e.brow_outer_up = 0.03;
      e.brow_together = 0.06;
      e.frown_line = 0.9;
      e.eye_open = -0.1;
      e.lid_up = 0.35;
      e.corners_up = -0.05;
      e.mouth_wider = variant ? 0.06 : -0.05;
      e.jaw_open = variant ? 0.2 : 0;  // shouting, or lips pressed
      e.teeth = variant ? 0.75 : 0;
      e.upper_lip_up = variant ? 0.04 : 0;
      e.lips_pressed = variant ? 0.2 : 0.7;
      break;
    case kDisgust:
      e.brow_inner_up = -0.1;
      e.brow_outer_up = -0.04;
      e.frown_line = 0.4;
      e.eye_open = -0.45;
      e.lid_up = 0.6;
      e.nose_wrinkle = 1;
      e.cheek_line = 0.9;
      e.upper_lip_up = 0.13;
      e.corners_up = -0.06;
      e.mouth_wider = -0.04;
      e.jaw_open = variant ? 0.07 : 0.02;
      e.teeth = variant ? 0.6 : 0;
      break;
    case kFear:
      e.brow_inner_up = 0.16;
      e.brow_outer_up = 0.04;
      e.brow_together = 0.04;
      e.forehead_line = 0.7;
      e.eye_open = 0.6;
      e.corners_up = -0.05;
      e.mouth_wider = 0.12;
      e.jaw_open = variant ? 0.16 : 0.09;
      e.teeth = 0.45;
      break;
    case kHappy:
      e.brow_outer_up = 0.02;
      e.eye_open = -0.2;
      e.lid_up = 0.5;
      e.cheek_line = 0.8;
      e.corners_up = 0.17;
      e.mouth_wider = 0.13;
      e.jaw_open = variant ? 0.13 : 0;
      e.teeth = variant ? 0.85 : 0;
      break;
    case kSad:
      e.brow_inner_up = 0.13;
      e.brow_outer_up = -0.08;
      e.frown_line = 0.3;
      e.eye_open = -0.35;
      e.gaze_down = variant ? 0.6 : 0.1;
      e.corners_up = -0.15;
      e.mouth_wider = -0.03;
      e.lips_pressed = 0.1;
      break;
    case kSurprise:
      e.brow_inner_up = 0.17;
      e.brow_outer_up = 0.18;
      e.forehead_line = 0.8;
      e.eye_open = 0.55;
      e.mouth_wider = -0.09;
      e.jaw_open = variant ? 0.32 : 0.22;
      e.teeth = 0.1;
      break;
    case kNeutral:
      break;
    default:
      AFFEKT_CHECK(false, "label outside 0..6");
  }
  return e;
}

}  // namespace

FacialExpression draw_expression(int label, RandomStream& stream) {
  const FacialExpression full = full_expression(label, stream);
  // Weak ones resemble a neutral face, mixed ones their neighbour: people disagree on such faces too.
  const double strength = stream.uniform(0.42, 1.15);
  const int other_label = static_cast<int>(stream.below(kNumLabels));
  const FacialExpression other = full_expression(other_label, stream);
  const double other_strength = stream.bernoulli(0.25) ? stream.uniform(0.1, 0.45) : 0.0;
  FacialExpression e;
  for (const auto muscle : kMuscles) {
    const double noise = 0.13 * stream.normal();
    e.*muscle =
        full.*muscle * (strength + noise) * (1 - 0.7 * other_strength) + other.*muscle * other_strength;
  }
  e.brow_inner_up += 0.022 * stream.normal();
  e.brow_outer_up += 0.022 * stream.normal();
  e.eye_open += 0.12 * stream.normal();
  e.corners_up += 0.018 * stream.normal();
  e.mouth_wider += 0.02 * stream.normal();
  if (stream.bernoulli(0.06)) e.jaw_open += stream.uniform(0.03, 0.1);  // speaking
  return e;
}

}  // namespace affekt
