#include "server/emotion_answer.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "server/mood_plane.h"

namespace affekt {

double round_share(double share) {
  return std::round(share * 1e6) / 1e6;
}

void require_places(const OnnxModel& model, const std::vector<std::string>& class_names) {
  for (const std::string& name : class_names) {
    try {
      coordinates_of(name);
    } catch (const ArtifactError& error) {
      model.refuse(error.what());
    }
  }
}

nlohmann::ordered_json describe_places(const std::vector<std::string>& class_names) {
  nlohmann::ordered_json places = nlohmann::ordered_json::array();
  for (const std::string& name : class_names) {
    const PlanePoint point = plane_point_of(place_of_probabilities({name}, {1}));
    places.push_back({{"name", name}, {"valence", point.valence}, {"arousal", point.arousal}});
  }
  return places;
}

nlohmann::ordered_json describe_emotion(const std::vector<std::string>& class_names,
                                        const std::vector<float>& probabilities) {
  nlohmann::ordered_json shares = nlohmann::ordered_json::object();
  for (size_t k = 0; k < class_names.size(); ++k)
    shares[class_names[k]] = round_share(static_cast<double>(probabilities[k]));
  const auto largest = std::max_element(probabilities.begin(), probabilities.end());
  const PlanePoint point = plane_point_of(
      place_of_probabilities(class_names, std::vector<double>(probabilities.begin(), probabilities.end())));
  return {{"emotion", class_names[static_cast<size_t>(largest - probabilities.begin())]},
          {"probabilities", shares},
          {"valence", round_share(point.valence)},
          {"arousal", round_share(point.arousal)}};
}

}  // namespace affekt
