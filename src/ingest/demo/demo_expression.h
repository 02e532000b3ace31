// How each of the seven expressions moves brows, eyes, nose and mouth of a drawn face.
#pragma once

#include <cstdint>

#include "core/random_stream.h"

namespace affekt {

/// Departures from the face at rest, in units of half a face height unless said otherwise; all 0 at rest.
/// Which muscles do what: Ekman and Friesen, Facial Action Coding System (the numbers of the action units).
struct FacialExpression {
  double brow_inner_up = 0;  // AU 1 (down: AU 4)
  double brow_outer_up = 0;  // AU 2
  double brow_together = 0;  // AU 4
  double eye_open = 0;       // AU 5, share of the opening at rest
  double lid_up = 0;         // AU 6 and 7: the lower lid, share
  double gaze_down = 0;      // share of the iris
  double nose_wrinkle = 0;   // AU 9, strength of its lines in 0..1
  double cheek_line = 0;     // AU 6, 10: strength of the fold from nose to mouth in 0..1
  double frown_line = 0;     // AU 4: strength of the lines between the brows in 0..1
  double forehead_line = 0;  // AU 1 + 2: strength in 0..1
  double upper_lip_up = 0;   // AU 10
  double corners_up = 0;     // AU 12 (down: AU 15)
  double mouth_wider = 0;    // AU 20 (narrower: AU 18)
  double jaw_open = 0;       // AU 26
  double teeth = 0;          // share of the opening that shows teeth
  double lips_pressed = 0;   // AU 24, share of the lips that vanishes
};

/// One showing of a class: a variant of it (such as smiling with or without teeth), more or less strong, each
/// muscle with its own deviation, sometimes mixed with another class.
/// @param label  0 angry 1 disgust 2 fear 3 happy 4 sad 5 surprise 6 neutral
FacialExpression draw_expression(int label, RandomStream& stream);

}  // namespace affekt
