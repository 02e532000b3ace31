#include "server/mood_plane.h"

namespace affekt {

PlanePoint plane_point_of(AffectPoint place) {
  const NormScale& scale = norm_scale();
  // The norms' 1..9, mapped linearly onto -1..1.
  const auto rescale = [](double z, double mean, double deviation) { return (z * deviation + mean - 5) / 4; };
  return {rescale(place.valence, scale.valence_mean, scale.valence_deviation),
          rescale(place.arousal, scale.arousal_mean, scale.arousal_deviation)};
}

}  // namespace affekt
