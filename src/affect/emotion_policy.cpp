#include "affect/emotion_policy.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "affect/json_member.h"
#include "clustering/json_fields.h"
#include "core/error.h"

namespace affekt {
namespace {

// One deviation more pleasant than the mean song, and as arousing as it: pleasure is greatest at moderate
// arousal (the inverted U of Berlyne, 1971).
constexpr AffectPoint kUpliftTarget = {1.0, 0.0};
// Squared deviations: two clusters whose squared distances differ by 1 have weights 2.7 to 1.
constexpr double kTemperature = 1.0;
constexpr int kUpliftSteps = 4;  // a path of at most five clusters

double distance2(AffectPoint a, AffectPoint b) {
  return (a.valence - b.valence) * (a.valence - b.valence) +
         (a.arousal - b.arousal) * (a.arousal - b.arousal);
}

/// The nearest of the clusters whose valence lies in the range; the first of equally near ones. There must be
/// one.
int64_t find_nearest(const std::vector<AffectPoint>& clusters, AffectPoint place, double valence_from,
                     double valence_to) {
  int64_t nearest = -1;
  for (size_t k = 0; k < clusters.size(); ++k) {
    if (clusters[k].valence < valence_from || clusters[k].valence > valence_to) continue;
    if (nearest < 0 ||
        distance2(clusters[k], place) < distance2(clusters[static_cast<size_t>(nearest)], place))
      nearest = static_cast<int64_t>(k);
  }
  AFFEKT_CHECK(nearest >= 0, "no cluster lies in the range of valence");
  return nearest;
}

std::vector<int64_t> plan_uplift(const EmotionPolicy& policy, AffectPoint place) {
  const double infinity = std::numeric_limits<double>::infinity();
  const auto& clusters = policy.clusters;
  const auto at = [&](int64_t k) { return clusters[static_cast<size_t>(k)]; };
  // The music does not begin below the mood, or, for a mood above all that is there, below the goal.
  const int64_t goal = find_nearest(clusters, policy.uplift_target, -infinity, infinity);
  const int64_t first = find_nearest(clusters, place, std::min(place.valence, at(goal).valence), infinity);
  if (place.valence >= policy.uplift_target.valence) return {first};  // there is nothing to lift
  // Whoever begins above the target is not led down to it.
  const int64_t last = find_nearest(clusters, policy.uplift_target, at(first).valence, infinity);
  std::vector<int64_t> path = {first};
  for (int step = 1; step < kUpliftSteps; ++step) {
    const double share = static_cast<double>(step) / kUpliftSteps;
    const AffectPoint waypoint = {at(first).valence + share * (at(last).valence - at(first).valence),
                                  at(first).arousal + share * (at(last).arousal - at(first).arousal)};
    const int64_t next = find_nearest(clusters, waypoint, at(path.back()).valence, at(last).valence);
    if (next == last) break;
    if (std::find(path.begin(), path.end(), next) == path.end()) path.push_back(next);
  }
  if (path.back() != last) path.push_back(last);
  return path;
}

AffectPoint standardize(const EmotionCoordinates& emotion) {
  const NormScale& scale = norm_scale();
  return {(emotion.valence - scale.valence_mean) / scale.valence_deviation,
          (emotion.arousal - scale.arousal_mean) / scale.arousal_deviation};
}

nlohmann::json to_json(AffectPoint point) {
  return {{"valence", point.valence}, {"arousal", point.arousal}};
}

AffectPoint point_from_json(const nlohmann::json& json, const std::string& where) {
  const JsonFields fields(json, where);
  return {fields.number("valence"), fields.number("arousal")};
}

struct AffectScale {
  double low, high;
  const char *whose, *expected;  // for the message
};

/// Of values on a scale that is mapped linearly onto the norms' 1..9. @throws Error outside of it
template <class Error>
AffectPoint place_on_scale(double valence, double arousal, const AffectScale& scale) {
  const auto rescale = [&](double value, const char* name) {
    if (!(value >= scale.low && value <= scale.high))
      throw Error(std::string(scale.whose) + name + " is " + std::to_string(value) + ", expected " +
                  scale.expected);
    return 1 + (value - scale.low) * 8.0 / (scale.high - scale.low);
  };
  EmotionCoordinates coordinates;
  coordinates.valence = rescale(valence, "valence");
  coordinates.arousal = rescale(arousal, "arousal");
  return standardize(coordinates);
}

/// What a reader of the artifact must know of how it was made.
nlohmann::json describe_rules() {
  return {
      {"places",
       "A cluster's and an emotion's place are compared by how many standard deviations they lie from the "
       "ordinary song or word. That a word and a song of equal z-scores feel alike is an assumption."},
      {"match",
       "Weights are exp(-d^2 / temperature), divided by their sum; d is the distance in the plane of valence "
       "and arousal. Dominance is not used: of songs it says again what valence says."},
      {"uplift",
       "Iso principle (Altshuler, 1948): begin with the cluster nearest to the mood, then lead to the one "
       "nearest to the target that is not less pleasant than the first. On the straight line between them "
       "lie equally spaced waypoints; at each the nearest cluster is played that is not less pleasant than "
       "the one before. The first is chosen among the clusters that are not less pleasant than the mood; for "
       "a mood more pleasant than the cluster nearest to the target, among those not less pleasant than that "
       "cluster. A mood at least as pleasant as the target needs no uplift: the first cluster alone keeps "
       "it."},
      {"uplift_steps", kUpliftSteps},
      {"target",
       "Pleasant and moderately arousing: one deviation more pleasant than the mean song, and as arousing as "
       "it. Pleasure is greatest at moderate arousal (Berlyne, 1971)."},
      {"emotic", "valence and arousal of 1..10 are mapped linearly onto the norms' 1..9"}};
}

}  // namespace

AffectPoint place_of_probabilities(const std::vector<std::string>& emotions,
                                   const std::vector<double>& probabilities) {
  AFFEKT_CHECK(emotions.size() == probabilities.size() && !emotions.empty(),
               "every emotion needs a probability");
  AffectPoint place;
  double sum = 0;
  for (size_t i = 0; i < emotions.size(); ++i) {
    const double p = probabilities[i];
    if (!(p >= 0 && p <= 1.001))
      throw DataError("the probability of '" + emotions[i] + "' is " + std::to_string(p) + ", expected 0..1");
    const AffectPoint one = standardize(coordinates_of(emotions[i]));
    place.valence += p * one.valence;
    place.arousal += p * one.arousal;
    sum += p;
  }
  if (std::abs(sum - 1) > 1e-3)
    throw DataError("the probabilities of the emotions sum to " + std::to_string(sum) + ", expected 1");
  return {place.valence / sum, place.arousal / sum};
}

AffectPoint place_of_emotic(double valence, double arousal) {
  return place_on_scale<DataError>(valence, arousal, {1, 10, "EMOTIC's ", "1..10"});
}

AffectPoint place_of_circumplex(double valence, double arousal) {
  return place_on_scale<ConfigError>(valence, arousal, {-1, 1, "", "a number from -1 to 1"});
}

EmotionPolicy::Advice advise(const EmotionPolicy& policy, AffectPoint place) {
  AFFEKT_CHECK(!policy.clusters.empty(), "there is no cluster to advise");
  AFFEKT_CHECK(std::isfinite(place.valence) && std::isfinite(place.arousal), "the place is not finite");
  EmotionPolicy::Advice advice;
  advice.place = place;
  std::vector<double> distances;
  for (const AffectPoint& cluster : policy.clusters) distances.push_back(distance2(cluster, place));
  advice.match.resize(distances.size());
  std::iota(advice.match.begin(), advice.match.end(), int64_t{0});
  const auto distance_of = [&](int64_t k) { return distances[static_cast<size_t>(k)]; };
  std::stable_sort(advice.match.begin(), advice.match.end(),
                   [&](int64_t a, int64_t b) { return distance_of(a) < distance_of(b); });
  double sum = 0;
  for (const int64_t k : advice.match) {
    // The least distance is taken off first, so that not all weights vanish far away.
    advice.weights.push_back(
        std::exp(-(distance_of(k) - distance_of(advice.match.front())) / policy.temperature));
    sum += advice.weights.back();
  }
  for (double& weight : advice.weights) weight /= sum;
  advice.uplift = plan_uplift(policy, place);
  return advice;
}

EmotionPolicy make_emotion_policy(const std::vector<AffectPoint>& clusters, const std::string& space) {
  EmotionPolicy policy;
  policy.space = space;
  policy.clusters = clusters;
  policy.uplift_target = kUpliftTarget;
  policy.temperature = kTemperature;
  policy.rules = describe_rules();
  if (clusters.empty()) return policy;
  for (const EmotionCoordinates& emotion : emotion_coordinates()) {
    EmotionPolicy::Advice advice = advise(policy, standardize(emotion));
    advice.emotion = emotion.emotion;
    policy.advice.push_back(std::move(advice));
  }
  return policy;
}

nlohmann::json to_json(const EmotionPolicy& policy) {
  nlohmann::json clusters = nlohmann::json::array(), advice = nlohmann::json::array();
  for (const AffectPoint& cluster : policy.clusters) clusters.push_back(to_json(cluster));
  for (const EmotionPolicy::Advice& one : policy.advice)
    advice.push_back({{"emotion", one.emotion},
                      {"place", to_json(one.place)},
                      {"match", one.match},
                      {"weights", one.weights},
                      {"uplift", one.uplift}});
  return {{"space", policy.space},
          {"clusters", clusters},
          {"uplift_target", to_json(policy.uplift_target)},
          {"temperature", policy.temperature},
          {"advice", advice},
          {"rules", policy.rules},
          {"emotion_coordinates", describe_emotion_coordinates()}};
}

EmotionPolicy policy_from_json(const nlohmann::json& json) {
  const JsonFields fields(json, "policy");
  EmotionPolicy policy;
  policy.space = fields.text("space");
  for (const auto& cluster : fields.array("clusters"))
    policy.clusters.push_back(point_from_json(cluster, "policy.clusters"));
  policy.temperature = fields.number("temperature");
  if (policy.temperature <= 0 && !policy.clusters.empty()) fields.refuse("temperature", "a number above 0");
  policy.uplift_target = point_from_json(member_of(json, "uplift_target"), "policy.uplift_target");
  const auto rules = json.find("rules");  // those of the version that made it, not of this one
  if (rules != json.end()) policy.rules = *rules;

  const size_t num_clusters = policy.clusters.size();
  const auto read_clusters = [&](const JsonFields& where, const char* key) {
    std::vector<int64_t> indices;
    const nlohmann::json& list = where.array(key);
    for (const nlohmann::json& index : list) {
      const bool valid = index.is_number_integer() && index.get<int64_t>() >= 0 &&
                         index.get<int64_t>() < static_cast<int64_t>(num_clusters);
      if (!valid) where.refuse(key, "indices of the " + std::to_string(num_clusters) + " clusters");
      indices.push_back(index.get<int64_t>());
    }
    return indices;
  };
  for (const auto& one : fields.array("advice")) {
    const JsonFields entry(one, "policy.advice");
    EmotionPolicy::Advice advice;
    advice.emotion = entry.text("emotion");
    advice.place = point_from_json(member_of(one, "place"), "policy.advice.place");
    advice.match = read_clusters(entry, "match");
    if (advice.match.size() != num_clusters) entry.refuse("match", "every cluster once");
    advice.weights = entry.numbers("weights", num_clusters);
    advice.uplift = read_clusters(entry, "uplift");
    if (advice.uplift.empty()) entry.refuse("uplift", "at least one cluster");
    policy.advice.push_back(std::move(advice));
  }
  return policy;
}

}  // namespace affekt
