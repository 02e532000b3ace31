// A mood, in words, as a point, or as models read it in a face and a voice -> one place, and how it was told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "perception/emotion_fusion.h"

namespace affekt {

struct ListenerMood {
  AffectPoint place;
  std::string title;   // "sad", "the face and the voice": music for it
  std::string source;  // "face: sad 81 %"; one line
};

/// Names of all emotions whose place is known, in the order of emotion_coordinates().
const std::vector<std::string>& placed_emotions();

/// @param emotion  one of placed_emotions()
ListenerMood mood_of_emotion(const std::string& emotion);

/// @param valence, arousal  -1..1, on the circumplex. @throws ConfigError outside
ListenerMood mood_of_point(double valence, double arousal);

/// @param readings, context  as fuse_emotions takes them
ListenerMood mood_of_readings(const FusionRule& rule, const std::vector<SourceReading>& readings,
                              const std::optional<PersonAffect>& context = {});

/// Told in several ways, which count the same: the mean of their places.
/// @param moods  at least one
ListenerMood mean_mood(const std::vector<ListenerMood>& moods);

/// "sad 81 %": the class with the largest share.
std::string describe_largest(const std::vector<std::string>& class_names, const std::vector<double>& shares);

}  // namespace affekt
