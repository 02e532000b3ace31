#include "affect/emotion_coordinates.h"

#include "core/error.h"

namespace affekt {
namespace {

// Warriner, Kuperman and Brysbaert (2013): Norms of valence, arousal, and dominance for 13,915 English
// lemmas. Behavior Research Methods 45, 1191-1207: columns V.Mean.Sum, A.Mean.Sum and D.Mean.Sum of the word.
// Each class is represented by the adjective that says how somebody feels. The noun can lie elsewhere
// ("sadness" has an arousal of 2.81, "disgust" a valence of 3.32).
const char* const kSource =
    "Warriner, Kuperman and Brysbaert (2013): Norms of valence, arousal, and dominance for 13,915 English "
    "lemmas. Behavior Research Methods 45, 1191-1207. doi:10.3758/s13428-012-0314-x";

}  // namespace

const std::vector<EmotionCoordinates>& emotion_coordinates() {
  static const std::vector<EmotionCoordinates> coordinates = {
      {"angry", "angry", 2.53, 6.20, 4.11},     {"disgust", "disgusted", 2.68, 4.89, 4.24},
      {"fear", "fearful", 2.66, 5.45, 3.12},    {"happy", "happy", 8.47, 6.05, 7.21},
      {"sad", "sad", 2.10, 3.49, 3.84},         {"surprise", "surprised", 6.57, 5.95, 4.72},
      {"neutral", "neutral", 5.50, 3.45, 5.81}, {"calm", "calm", 6.89, 1.67, 7.44},
      {"fearful", "fearful", 2.66, 5.45, 3.12}, {"surprised", "surprised", 6.57, 5.95, 4.72},
  };
  return coordinates;
}

const EmotionCoordinates& coordinates_of(const std::string& emotion) {
  std::string known;
  for (const EmotionCoordinates& one : emotion_coordinates()) {
    if (one.emotion == emotion) return one;
    known += (known.empty() ? "" : ", ") + one.emotion;
  }
  throw ArtifactError("there are no coordinates for the emotion '" + emotion + "'; expected one of " + known);
}

const NormScale& norm_scale() {
  // Over the 13,915 words; the deviation divides by n - 1.
  static const NormScale scale = {5.063847, 1.274892, 4.210582, 0.896413, 5.184773, 0.938284};
  return scale;
}

nlohmann::json describe_emotion_coordinates() {
  nlohmann::json emotions = nlohmann::json::array();
  for (const EmotionCoordinates& one : emotion_coordinates())
    emotions.push_back({{"emotion", one.emotion},
                        {"word", one.word},
                        {"valence", one.valence},
                        {"arousal", one.arousal},
                        {"dominance", one.dominance}});
  const NormScale& scale = norm_scale();
  return {{"source", kSource},
          {"scale", "1..9: unhappy to happy, calm to excited, controlled to in control"},
          {"words_mean", {scale.valence_mean, scale.arousal_mean, scale.dominance_mean}},
          {"words_deviation", {scale.valence_deviation, scale.arousal_deviation, scale.dominance_deviation}},
          {"emotions", emotions}};
}

}  // namespace affekt
