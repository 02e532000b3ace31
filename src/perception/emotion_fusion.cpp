#include "perception/emotion_fusion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/error.h"
#include "core/files/json_file.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr double kLeastFusedProbability = 1e-6;  // one source alone can't rule a class out for ever

std::vector<double> even_prior() {
  return std::vector<double>(common_emotions().size(), 1.0 / static_cast<double>(common_emotions().size()));
}

const FusionSource& source_of(const FusionRule& rule, const std::string& name) {
  for (const FusionSource& source : rule.sources)
    if (source.name == name) return source;
  throw ArtifactError("the fusion rule has no source '" + name + "'; fit it with that one, too");
}

/// Where the common class lies, as the sources' own classes have it.
AffectPoint place_of_class(size_t k, const std::vector<SourceReading>& readings) {
  AffectPoint sum;
  double mass = 0;
  for (const SourceReading& reading : readings) {
    const std::vector<size_t> places = map_to_common(reading.class_names);
    for (size_t c = 0; c < places.size(); ++c) {
      if (places[c] != k) continue;
      const AffectPoint own = place_of_probabilities({reading.class_names[c]}, {1.0});
      const double p = reading.probabilities[c];
      sum.valence += p * own.valence;
      sum.arousal += p * own.arousal;
      mass += p;
    }
  }
  if (mass <= 0) return place_of_probabilities({common_emotions()[k]}, {1.0});
  return {sum.valence / mass, sum.arousal / mass};
}

json to_object(const std::vector<double>& values) {
  json object = json::object();
  for (size_t k = 0; k < values.size(); ++k) object[common_emotions()[k]] = values[k];
  return object;
}

}  // namespace

const std::vector<std::string>& common_emotions() {
  static const std::vector<std::string> names = {"angry", "disgust",  "fear",   "happy",
                                                 "sad",   "surprise", "neutral"};
  return names;
}

std::vector<size_t> map_to_common(const std::vector<std::string>& class_names) {
  static const std::map<std::string, std::string> others = {
      {"fearful", "fear"}, {"surprised", "surprise"}, {"calm", "neutral"}};
  const std::vector<std::string>& common = common_emotions();
  std::vector<size_t> places;
  for (const std::string& name : class_names) {
    const auto other = others.find(name);
    const auto found = std::find(common.begin(), common.end(), other == others.end() ? name : other->second);
    if (found == common.end()) {
      throw ArtifactError(
          fmt::format("the class '{}' has no place among the common emotions ({}; fearful, "
                      "surprised and calm are mapped to them)",
                      name, fmt::join(common, ", ")));
    }
    places.push_back(static_cast<size_t>(found - common.begin()));
  }
  return places;
}

std::vector<double> common_probabilities(const SourceReading& reading) {
  AFFEKT_CHECK(reading.class_names.size() == reading.probabilities.size() && !reading.class_names.empty(),
               "a probability for each class");
  const std::vector<size_t> places = map_to_common(reading.class_names);
  std::vector<double> common(common_emotions().size(), 0);
  for (size_t c = 0; c < places.size(); ++c) common[places[c]] += reading.probabilities[c];
  return common;
}

FusionRule make_even_rule() {
  return {{{"face", 1, even_prior()}, {"voice", 1, even_prior()}},
          even_prior(),
          0.25,
          "not fitted: every source counts alike"};
}

std::vector<double> fuse_probabilities(const FusionRule& rule, const std::vector<SourceReading>& readings) {
  AFFEKT_CHECK(!readings.empty(), "something to fuse");
  if (readings.size() == 1) return common_probabilities(readings[0]);
  std::vector<double> logs;
  for (const double p : rule.prior) logs.push_back(std::log(std::max(p, kLeastFusedProbability)));
  for (const SourceReading& reading : readings) {
    const FusionSource& source = source_of(rule, reading.source);
    const std::vector<double> probabilities = common_probabilities(reading);
    for (size_t k = 0; k < logs.size(); ++k) {
      if (source.prior[k] <= 0) continue;
      logs[k] += source.weight *
                 (std::log(std::max(probabilities[k], kLeastFusedProbability)) - std::log(source.prior[k]));
    }
  }
  const double largest = *std::max_element(logs.begin(), logs.end());
  for (double& value : logs) value = std::exp(value - largest);
  const double sum = std::accumulate(logs.begin(), logs.end(), 0.0);
  for (double& value : logs) value /= sum;
  return logs;
}

FusedEmotion fuse_emotions(const FusionRule& rule, const std::vector<SourceReading>& readings,
                           const std::optional<PersonAffect>& context) {
  AFFEKT_CHECK(!readings.empty() || context, "something to fuse");
  FusedEmotion fused;
  if (!readings.empty()) {
    fused.probabilities = fuse_probabilities(rule, readings);
    for (size_t k = 0; k < fused.probabilities.size(); ++k) {
      const AffectPoint place = place_of_class(k, readings);
      fused.place.valence += fused.probabilities[k] * place.valence;
      fused.place.arousal += fused.probabilities[k] * place.arousal;
    }
  }
  if (!context) return fused;
  const double share = readings.empty() ? 1 : rule.context_weight;
  const AffectPoint place =
      place_of_emotic(std::clamp(context->valence, 1.0, 10.0), std::clamp(context->arousal, 1.0, 10.0));
  fused.place.valence += share * (place.valence - fused.place.valence);
  fused.place.arousal += share * (place.arousal - fused.place.arousal);
  return fused;
}

json to_json(const FusionRule& rule) {
  json sources = json::object();
  for (const FusionSource& source : rule.sources)
    sources[source.name] = {{"weight", source.weight}, {"prior", to_object(source.prior)}};
  return {{"format", "affekt fusion rule 1"},
          {"rule", "p(k) ~ prior(k) * product over sources of (p_source(k) / prior_source(k)) ^ weight"},
          {"origin", rule.origin},
          {"sources", sources},
          {"prior", to_object(rule.prior)},
          {"context_weight", rule.context_weight}};
}

FusionRule read_fusion_rule(const std::filesystem::path& path) {
  const json file = read_json_object(path);
  const auto number = [&](const json& object, const std::string& key, double most) {
    const auto found = object.find(key);
    const double value = found != object.end() && found->is_number() ? found->get<double>() : std::nan("");
    if (value >= 0 && value <= most) return value;
    throw ArtifactError(fmt::format("{}: \"{}\": a number of 0 to {:g} expected; fit the rule again",
                                    path.string(), key, most));
  };
  const auto object = [&](const json& parent, const std::string& key) {
    const auto found = parent.find(key);
    if (found != parent.end() && found->is_object()) return *found;
    throw ArtifactError(path.string() + ": a fusion rule with the object \"" + key +
                        "\" expected; fit the rule again");
  };
  const auto prior = [&](const json& parent) {
    const json values = object(parent, "prior");
    std::vector<double> result;
    for (const std::string& emotion : common_emotions()) result.push_back(number(values, emotion, 1));
    return result;
  };
  if (!file.is_object()) throw ArtifactError(path.string() + ": a fusion rule (JSON) expected, none got");
  FusionRule rule;
  const json sources = object(file, "sources");
  for (const auto& [name, source] : sources.items()) {
    if (!source.is_object()) throw ArtifactError(path.string() + ": \"" + name + "\": an object expected");
    rule.sources.push_back({name, number(source, "weight", 100), prior(source)});
  }
  rule.prior = prior(file);
  rule.context_weight = number(file, "context_weight", 1);
  const auto origin = file.find("origin");
  if (origin != file.end() && origin->is_string()) rule.origin = origin->get<std::string>();
  return rule;
}

FusionRule read_fusion_rule_or_even(const std::filesystem::path& path) {
  return path.empty() ? make_even_rule() : read_fusion_rule(path);
}

}  // namespace affekt
