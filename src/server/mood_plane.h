// Where moods lie in the plane of valence and arousal that the page draws: -1 to 1 both ways.
#pragma once

#include "affect/emotion_policy.h"

namespace affekt {

/// On the circumplex: -1 (unpleasant, calm) to 1 (pleasant, excited). Not standardised, as AffectPoint is.
struct PlanePoint {
  double valence = 0, arousal = 0;
};

/// What place_of_circumplex turns into this place; beyond the plane's edge it is not cut.
PlanePoint plane_point_of(AffectPoint place);

}  // namespace affekt
