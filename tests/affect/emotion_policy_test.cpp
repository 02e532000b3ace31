#include "affect/emotion_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

using testing::ElementsAre;

std::vector<AffectPoint> draw_clusters(uint64_t seed, int64_t count) {
  RandomStream stream(seed, "test_clusters");
  std::vector<AffectPoint> clusters;
  for (int64_t k = 0; k < count; ++k) clusters.push_back({stream.normal(), stream.normal()});
  return clusters;
}

double distance_of(AffectPoint a, AffectPoint b) {
  return std::hypot(a.valence - b.valence, a.arousal - b.arousal);
}

int64_t nearest_to(const std::vector<AffectPoint>& clusters, AffectPoint place) {
  int64_t nearest = 0;
  for (size_t k = 1; k < clusters.size(); ++k)
    if (distance_of(clusters[k], place) < distance_of(clusters[static_cast<size_t>(nearest)], place))
      nearest = static_cast<int64_t>(k);
  return nearest;
}

TEST(EmotionPolicy, WeightsByHand) {
  // Squared distances from (0, 0): 1, 0.25 and 4; at temperature 1 the weights are as 1 to e^-0.75 to
  // e^-3.75.
  auto policy = make_emotion_policy({{1, 0}, {0, -0.5}, {0, 2}}, "test");
  ASSERT_EQ(policy.temperature, 1);
  const auto advice = advise(policy, {0, 0});
  EXPECT_THAT(advice.match, ElementsAre(1, 0, 2));
  const double sum = 1 + std::exp(-0.75) + std::exp(-3.75);
  EXPECT_NEAR(advice.weights[0], 1 / sum, 1e-15);
  EXPECT_NEAR(advice.weights[1], std::exp(-0.75) / sum, 1e-15);
  EXPECT_NEAR(advice.weights[2], std::exp(-3.75) / sum, 1e-15);
}

TEST(EmotionPolicy, EveryClusterIsMatchedOnceInOrderOfDistance) {
  const auto policy = make_emotion_policy(draw_clusters(1, 20), "test");
  for (const auto& advice : policy.advice) {
    EXPECT_EQ(std::set<int64_t>(advice.match.begin(), advice.match.end()).size(), 20u);
    for (size_t i = 1; i < advice.match.size(); ++i) {
      EXPECT_LE(distance_of(policy.clusters[static_cast<size_t>(advice.match[i - 1])], advice.place),
                distance_of(policy.clusters[static_cast<size_t>(advice.match[i])], advice.place));
      EXPECT_GE(advice.weights[i - 1], advice.weights[i]);
    }
    EXPECT_NEAR(std::accumulate(advice.weights.begin(), advice.weights.end(), 0.0), 1, 1e-12);
  }
}

TEST(EmotionPolicy, WeightsSurviveAPlaceFarFromAllClusters) {
  const auto policy = make_emotion_policy({{0, 0}, {0.5, 0}}, "test");
  const auto advice = advise(policy, {1000, 1000});
  EXPECT_EQ(advice.match.front(), 1);
  EXPECT_NEAR(advice.weights[0], 1, 1e-12);
}

TEST(EmotionPolicy, UpliftLeadsAlongTheLineByHand) {
  // From (-1, 0) to (1, 0) by quarters. The waypoint (-0.5, 0) is nearest to cluster 2; so is (0, 0), 0.4
  // away (cluster 3: 0.94, cluster 1: 1); (0.5, 0) is nearest to cluster 1, the last (0.5; cluster 3: 0.8).
  const std::vector<AffectPoint> clusters = {{-1, 0}, {1, 0}, {-0.4, 0}, {0.5, 0.8}};
  const auto policy = make_emotion_policy(clusters, "test");
  ASSERT_EQ(policy.uplift_target.valence, 1);
  ASSERT_EQ(policy.uplift_target.arousal, 0);
  EXPECT_THAT(advise(policy, {-1.2, 0.1}).uplift, ElementsAre(0, 2, 1));
}

TEST(EmotionPolicy, UpliftBeginsAtTheMoodAndEndsAtTheTarget) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const auto clusters = draw_clusters(seed, 2 + static_cast<int64_t>(seed % 15));
    const auto policy = make_emotion_policy(clusters, "test");
    const int64_t goal = nearest_to(clusters, policy.uplift_target);
    const auto valence_of = [&](int64_t k) { return clusters[static_cast<size_t>(k)].valence; };
    for (const auto& advice : policy.advice) {
      const int64_t first = advice.uplift.front(), nearest = nearest_to(clusters, advice.place);
      // The nearest, unless it is less pleasant than the mood.
      if (valence_of(nearest) >= advice.place.valence) {
        EXPECT_EQ(first, nearest);
      }
      EXPECT_GE(valence_of(first), std::min(advice.place.valence, valence_of(goal)));
      if (advice.place.valence >= policy.uplift_target.valence) {
        EXPECT_EQ(advice.uplift.size(), 1u) << advice.emotion;
      } else if (valence_of(first) <= valence_of(goal)) {
        EXPECT_EQ(advice.uplift.back(), goal);
      }
    }
  }
}

TEST(EmotionPolicy, NoStepOfAnUpliftIsLessPleasantAndNoneIsRepeated) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const auto clusters = draw_clusters(seed, 2 + static_cast<int64_t>(seed % 40));
    const auto policy = make_emotion_policy(clusters, "test");
    for (const auto& advice : policy.advice) {
      const auto& path = advice.uplift;
      EXPECT_LE(path.size(), 5u);
      EXPECT_EQ(std::set<int64_t>(path.begin(), path.end()).size(), path.size());
      for (size_t i = 1; i < path.size(); ++i)
        EXPECT_GE(clusters[static_cast<size_t>(path[i])].valence,
                  clusters[static_cast<size_t>(path[i - 1])].valence);
    }
  }
}

TEST(EmotionPolicy, FromTheTargetThePathIsOneStep) {
  const auto policy = make_emotion_policy(draw_clusters(4, 12), "test");
  EXPECT_EQ(advise(policy, policy.uplift_target).uplift.size(), 1u);
}

TEST(EmotionPolicy, WhoIsAboveTheTargetIsNotLedDown) {
  // The mood's cluster (2, 0) is more pleasant than the one at the target, and alone up there.
  const auto policy = make_emotion_policy({{1, 0}, {2, 0}, {-1, 0}}, "test");
  EXPECT_THAT(advise(policy, {2.2, 0}).uplift, ElementsAre(1));
}

TEST(EmotionPolicy, APleasantCalmIsNotSentThroughUnpleasantClusters) {
  // Calm lies at (1.4, -2.8), above the target. The nearest cluster, 2, is the least pleasant one; 0 is the
  // nearest to the target, and 1 is as pleasant and calmer.
  const std::vector<AffectPoint> clusters = {{0.4, 0.2}, {0.4, -0.3}, {-0.5, -1.2}, {-0.1, -0.6}};
  const auto policy = make_emotion_policy(clusters, "test");
  const auto calm = advise(policy, {1.4, -2.8});
  EXPECT_EQ(calm.match.front(), 2);
  EXPECT_THAT(calm.uplift, ElementsAre(1));
  // A mood between the clusters and the target is not begun below, either: only 0 and 1 are left.
  EXPECT_THAT(advise(policy, {0.3, -0.8}).uplift, ElementsAre(1, 0));
  // An unpleasant one begins with the nearest and ends at the target's. The waypoint (0.175, -0.15) is
  // nearest to 1: 0.0731 against 0.1731 to 0.
  EXPECT_THAT(advise(policy, {-1.5, -1.5}).uplift, ElementsAre(2, 3, 1, 0));
}

TEST(EmotionPolicy, RulesAreThoseOfTheVersionThatMadeIt) {
  auto json = to_json(make_emotion_policy(draw_clusters(9, 3), "test"));
  EXPECT_THAT(json.at("rules").at("uplift").get<std::string>(),
              testing::HasSubstr("not less pleasant than the mood"));
  json["rules"] = {{"uplift", "by an older rule"}};
  EXPECT_EQ(to_json(policy_from_json(json)), json);
  json.erase("rules");
  EXPECT_TRUE(policy_from_json(json).rules.is_null());
}

TEST(EmotionPolicy, OneClusterIsTheAnswerToEverything) {
  const auto policy = make_emotion_policy({{0.3, -0.2}}, "test");
  for (const auto& advice : policy.advice) {
    EXPECT_THAT(advice.match, ElementsAre(0));
    EXPECT_THAT(advice.weights, ElementsAre(1.0));
    EXPECT_THAT(advice.uplift, ElementsAre(0));
  }
}

TEST(EmotionPolicy, PlacesAreDeviationsFromTheOrdinaryWord) {
  // Warriner et al.: happy 8.47, words' mean 5.063847 and deviation 1.274892: (8.47 - 5.063847) / 1.274892.
  const auto happy = place_of_probabilities({"happy"}, {1.0});
  EXPECT_NEAR(happy.valence, 2.67172, 1e-5);
  EXPECT_NEAR(happy.arousal, (6.05 - 4.210582) / 0.896413, 1e-12);
}

TEST(EmotionPolicy, ProbabilitiesGiveTheMeanPlace) {
  const auto sad = place_of_probabilities({"sad"}, {1.0}), calm = place_of_probabilities({"calm"}, {1.0});
  const auto both = place_of_probabilities({"sad", "calm"}, {0.25, 0.75});
  EXPECT_NEAR(both.valence, 0.25 * sad.valence + 0.75 * calm.valence, 1e-12);
  EXPECT_NEAR(both.arousal, 0.25 * sad.arousal + 0.75 * calm.arousal, 1e-12);
  EXPECT_THROW(place_of_probabilities({"sad", "calm"}, {0.2, 0.2}), DataError);
  EXPECT_THROW(place_of_probabilities({"sad", "calm"}, {-0.2, 1.2}), DataError);
  EXPECT_THROW(place_of_probabilities({"sad"}, {std::numeric_limits<double>::quiet_NaN()}), DataError);
  EXPECT_THROW(place_of_probabilities({"contempt"}, {1.0}), ArtifactError);
}

TEST(EmotionPolicy, EmoticsScaleIsMappedOntoTheNorms) {
  // 1..10 onto 1..9: 5.5, the middle, becomes 5; 10 becomes 9.
  const auto middle = place_of_emotic(5.5, 10);
  EXPECT_NEAR(middle.valence, (5 - 5.063847) / 1.274892, 1e-12);
  EXPECT_NEAR(middle.arousal, (9 - 4.210582) / 0.896413, 1e-12);
  EXPECT_THROW(place_of_emotic(0.9, 5), DataError);
  EXPECT_THROW(place_of_emotic(5, 10.1), DataError);
  EXPECT_THROW(place_of_emotic(std::numeric_limits<double>::quiet_NaN(), 5), DataError);
}

TEST(EmotionPolicy, JsonKeepsEveryBitAndStatesItsRules) {
  const auto policy = make_emotion_policy(draw_clusters(9, 7), "of the test");
  const std::string text = to_json(policy).dump();
  const auto read = policy_from_json(nlohmann::json::parse(text));
  EXPECT_EQ(to_json(read).dump(), text);
  EXPECT_EQ(read.advice.size(), 10u);
  EXPECT_EQ(read.advice[3].weights, policy.advice[3].weights);
  EXPECT_EQ(read.clusters[6].arousal, policy.clusters[6].arousal);
  for (const char* said : {"Altshuler", "assumption", "Warriner", "of the test"})
    EXPECT_THAT(text, testing::HasSubstr(said));
}

TEST(EmotionPolicy, WithoutPlacesThereIsNoAdvice) {
  const auto policy = make_emotion_policy({}, "none: nobody judged the songs");
  EXPECT_TRUE(policy.advice.empty());
  EXPECT_EQ(policy_from_json(to_json(policy)).space, policy.space);
}

TEST(EmotionPolicy, DamageIsNamed) {
  const auto whole = to_json(make_emotion_policy(draw_clusters(9, 3), "test"));
  const auto message_of = [](const nlohmann::json& json) -> std::string {
    try {
      policy_from_json(json);
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "accepted";
  };
  for (const char* key : {"space", "clusters", "uplift_target", "temperature", "advice"}) {
    auto json = whole;
    json.erase(key);
    EXPECT_THAT(message_of(json), testing::HasSubstr(key));
  }
  auto json = whole;
  json["advice"][0]["uplift"][0] = 3;  // of three clusters, 0..2
  EXPECT_THAT(message_of(json), testing::HasSubstr("uplift"));
  json = whole;
  json["advice"][1]["weights"].push_back(0.5);
  EXPECT_THAT(message_of(json), testing::HasSubstr("weights"));
  json = whole;
  json["temperature"] = 0;
  EXPECT_THAT(message_of(json), testing::HasSubstr("temperature"));
}

}  // namespace
}  // namespace affekt
