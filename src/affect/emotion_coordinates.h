// Where emotions lie: valence, arousal and dominance of the classes of FER2013 and RAVDESS, from published
// norms.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// On the norms' scale, 1..9: unhappy to happy, calm to excited, controlled to in control.
struct EmotionCoordinates {
  std::string emotion;  // a class name: "fear"
  std::string word;     // the word of the norms that stands for it: "fearful"
  double valence = 0, arousal = 0, dominance = 0;
};

/// Mean and deviation over all words of the norms: what is an ordinary word.
struct NormScale {
  double valence_mean = 0, valence_deviation = 0;
  double arousal_mean = 0, arousal_deviation = 0;
  double dominance_mean = 0, dominance_deviation = 0;
};

/// The emotions of FER2013 (angry, disgust, fear, happy, sad, surprise, neutral), then those of RAVDESS that
/// it names otherwise or does not have (calm, fearful, surprised).
const std::vector<EmotionCoordinates>& emotion_coordinates();

/// @throws ArtifactError for a class that has no coordinates, naming those that have
const EmotionCoordinates& coordinates_of(const std::string& emotion);

const NormScale& norm_scale();

/// Source, words, coordinates and scale, for artifacts.
nlohmann::json describe_emotion_coordinates();

}  // namespace affekt
