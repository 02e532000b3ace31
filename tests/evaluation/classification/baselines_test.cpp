#include "evaluation/classification/baselines.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace affekt {
namespace {

TEST(Baselines, MatchTheHandCalculation) {
  // Train shares 0.6, 0.3, 0.1; the split holds 2, 2, 6.
  const auto baselines = compute_baselines({60, 30, 10}, {2, 2, 6}, {"a", "b", "c"});
  const auto& majority = baselines["majority"];
  EXPECT_EQ(majority["class"], "a");
  EXPECT_DOUBLE_EQ(majority["accuracy"], 0.2);
  EXPECT_DOUBLE_EQ(majority["uar"], 1.0 / 3);
  EXPECT_DOUBLE_EQ(majority["macro_f1"],
                   2 * 2.0 / (2 + 10) / 3);  // only class a has an F1: 2TP / (support + predicted)
  const auto& prior = baselines["prior"];
  EXPECT_DOUBLE_EQ(prior["accuracy"], 0.2 * 0.6 + 0.2 * 0.3 + 0.6 * 0.1);
  EXPECT_DOUBLE_EQ(prior["uar"], 1.0 / 3);
  EXPECT_NEAR(prior["log_loss"], -(0.2 * std::log(0.6) + 0.2 * std::log(0.3) + 0.6 * std::log(0.1)), 1e-12);
  const auto& uniform = baselines["uniform"];
  EXPECT_DOUBLE_EQ(uniform["accuracy"], 1.0 / 3);
  EXPECT_NEAR(uniform["log_loss"], std::log(3.0), 1e-12);
}

TEST(Baselines, MajorityIsThatOfTrainNotOfTheSplit) {
  EXPECT_EQ(compute_baselines({1, 5}, {9, 1}, {"a", "b"})["majority"]["class"], "b");
}

TEST(Baselines, AClassThatTrainNeverHadLeavesTheLogLossFinite) {
  const auto baselines = compute_baselines({5, 0}, {1, 1}, {"a", "b"});
  EXPECT_NEAR(baselines["prior"]["log_loss"], -0.5 * std::log(1e-15), 1e-9);
}

TEST(Baselines, WithoutTrainCountsOnlyEvenGuessingIsLeft) {
  const auto baselines = compute_baselines({}, {1, 3}, {"a", "b"});
  EXPECT_EQ(baselines.size(), 1U);
  EXPECT_DOUBLE_EQ(baselines["uniform"]["accuracy"], 0.5);
}

TEST(Baselines, AClassThatTheSplitLacksIsNotTheOneAnswer) {
  const auto baselines = compute_baselines({5, 9, 7}, {3, 0, 1}, {"a", "b", "c"});
  EXPECT_EQ(baselines["majority"]["class"], "c");
  EXPECT_EQ(baselines["majority"]["absent"], nlohmann::json({"b"}));
  EXPECT_DOUBLE_EQ(baselines["majority"]["accuracy"], 0.25);
  EXPECT_FALSE(compute_baselines({5, 9, 7}, {3, 1, 0}, {"a", "b", "c"})["majority"].contains("absent"));
  const auto untrained =
      compute_baselines({0, 9}, {3, 0}, {"a", "b"});  // no answer that train knows is right
  EXPECT_FALSE(untrained.contains("majority"));
  EXPECT_EQ(untrained["prior"]["accuracy"], 0.0);
}

TEST(Baselines, AClassMissingInTheSplitIsNotRecalled) {
  EXPECT_DOUBLE_EQ(compute_baselines({6, 3, 1}, {5, 5, 0}, {"a", "b", "c"})["prior"]["uar"], 0.45);
}

}  // namespace
}  // namespace affekt
