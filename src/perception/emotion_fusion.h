// What a face, a voice and the surroundings say of an emotion -> one answer: a product of experts over common
// classes, and its place in the valence-arousal plane.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "affect/emotion_policy.h"
#include "perception/person_reader.h"

namespace affekt {

/// FER2013's seven: angry, disgust, fear, happy, sad, surprise, neutral.
const std::vector<std::string>& common_emotions();

/// Of each class its index among the common ones: by name, and fearful is fear, surprised is surprise, calm
/// is neutral.
/// @throws ArtifactError  naming a class that has no place there
std::vector<size_t> map_to_common(const std::vector<std::string>& class_names);

/// What one model said.
struct SourceReading {
  std::string source;                    // "face", "voice"
  std::vector<std::string> class_names;  // [K], the model's own
  std::vector<float> probabilities;      // [K], sum to 1
};

/// The share of each common class: those of the classes that are mapped to it, summed. [7]
std::vector<double> common_probabilities(const SourceReading& reading);

/// How a source's answer counts.
struct FusionSource {
  std::string name;
  double weight = 1;          // 0: not at all
  std::vector<double> prior;  // [7], how often each class is in what its probabilities were fitted on
};

/// p(k) ~ prior(k) * product over sources of (p_source(k) / prior_source(k)) ^ weight: logarithmic pooling of
/// likelihood ratios. With all weights 1 it is Bayes' rule for sources that are independent given the class.
/// A class that a source doesn't know (prior 0) gets the factor 1 of it.
struct FusionRule {
  std::vector<FusionSource> sources;
  std::vector<double> prior;     // [7], of the answer
  double context_weight = 0.25;  // of an EMOTIC model's valence and arousal beside the classes'; 0..1
  std::string origin;            // where the weights come from, in words
};

/// Weights of 1 and even priors, for a face and a voice. Nothing was fitted: say so.
FusionRule make_even_rule();

/// [7], sum to 1. A single source's answer is taken as it is, whatever its weight.
/// @param readings  at least one, each of another source of the rule
/// @throws ArtifactError  a class without a place, a source that the rule doesn't know
std::vector<double> fuse_probabilities(const FusionRule& rule, const std::vector<SourceReading>& readings);

struct FusedEmotion {
  std::vector<double> probabilities;  // [7] of common_emotions(); empty: only the context is known
  AffectPoint place;                  // standardised, as emotion_policy.h has it
};

/// The place is the mean of the classes' places with their probabilities; a common class lies where the
/// sources' own classes do (calm not where neutral does). With a context it is moved towards that by
/// context_weight, or is the context's if there is no reading.
/// @param context  of EMOTIC's scale; cut to 1..10
FusedEmotion fuse_emotions(const FusionRule& rule, const std::vector<SourceReading>& readings,
                           const std::optional<PersonAffect>& context = {});

nlohmann::json to_json(const FusionRule& rule);
/// @throws ArtifactError naming the file and what is wrong in it
FusionRule read_fusion_rule(const std::filesystem::path& path);
/// make_even_rule() if the path is empty.
FusionRule read_fusion_rule_or_even(const std::filesystem::path& path);

}  // namespace affekt
