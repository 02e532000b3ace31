// From an emotion to clusters of songs: music like the mood (match), or a path from it to a better one
// (uplift).
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "affect/emotion_coordinates.h"

namespace affekt {

/// A cluster's or an emotion's place, standardised: 0 is the mean song (or word), 1 one deviation above it.
/// That a song and a word of equal z-scores feel alike is an assumption, which the artifact states.
struct AffectPoint {
  double valence = 0, arousal = 0;
};

struct EmotionPolicy {
  struct Advice {
    std::string emotion;          // "sad"
    AffectPoint place;            // of the emotion, in the clusters' space
    std::vector<int64_t> match;   // all clusters, the most fitting first
    std::vector<double> weights;  // [K] of match, sum to 1: how to share the songs out
    /// Clusters to play one after the other, from one near the mood to the one nearest to the target (iso
    /// principle; Altshuler, 1948). No step is less pleasant than the one before, and the first is not less
    /// pleasant than the mood, as far as there are such clusters. A mood at least as pleasant as the target
    /// is kept: one cluster.
    std::vector<int64_t> uplift;
  };
  std::string space;  // what the clusters' places are made of, in words: "Deezer valence and arousal ..."
  std::vector<AffectPoint> clusters;  // [K]; empty: nothing is known of the songs' emotions, nor advised
  AffectPoint uplift_target;
  double temperature = 0;      // weights are softmax(-squared distance / temperature)
  std::vector<Advice> advice;  // one for each emotion of FER2013 and RAVDESS
  nlohmann::json rules;        // by which the advice was made, in words; null: not known
};

/// @param clusters  [K], finite
EmotionPolicy make_emotion_policy(const std::vector<AffectPoint>& clusters, const std::string& space);

/// The mean place of the emotions, each as likely as a classifier says.
/// @throws ArtifactError: an emotion without coordinates; DataError: no probabilities that sum to 1
AffectPoint place_of_probabilities(const std::vector<std::string>& emotions,
                                   const std::vector<double>& probabilities);
/// Of valence and arousal on EMOTIC's scale. @throws DataError outside 1..10
AffectPoint place_of_emotic(double valence, double arousal);
/// Of valence and arousal on the circumplex: -1 (unpleasant, calm) to 1 (pleasant, excited), which is mapped
/// linearly onto the norms' 1..9. @throws ConfigError outside -1..1
AffectPoint place_of_circumplex(double valence, double arousal);
/// What to play for a mood at this place; the emotion has no name.
EmotionPolicy::Advice advise(const EmotionPolicy& policy, AffectPoint place);

nlohmann::json to_json(const EmotionPolicy& policy);
/// @throws ArtifactError naming what is missing
EmotionPolicy policy_from_json(const nlohmann::json& json);

}  // namespace affekt
