#include "affect/affect_regression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace affekt {
namespace {

using testing::HasSubstr;

CrossValidatedFit some_fit(double shift) {
  return {{0.1 + shift, 1.0 / 3}, {0.05, 0.2}, {0.15, 0.4}, {0.7, 0.8}, {-0.1, 0.0}, {0.3, 0.5}};
}

AffectRegression some_regression() {
  AffectRegression regression;
  regression.target = "deezer";
  regression.num_songs = 123;
  regression.num_folds = 5;
  regression.lambda = 17.782794100389228;
  regression.ridge = {2, 2, {1, 2, 0.1f, -1.0f / 3}, {0.5f, -0.0f}};
  regression.hidden = {2, 3, {1, 0, 0, 1, -1, -1}, {0, 0, 1}};
  regression.output = {3, 2, {1, 1, 1, 0, 2, -1e-20f}, {0.25f, -4}};
  regression.ridge_fit = some_fit(0);
  regression.network_fit = some_fit(0.01);
  regression.mean_fit = some_fit(-0.2);
  regression.network_gain = 0.01;
  regression.network_gain_low = -0.02;
  regression.network_gain_high = 0.03;
  return regression;
}

TEST(AffectRegression, RidgePredictsByItsLinearMap) {
  const std::vector<float> points = {3, 4};
  // 1 * 3 + 2 * 4 + 0.5 = 11.5; 0.1 * 3 - 4 / 3
  const auto predictions = predict_affect(some_regression(), points.data(), 1);
  EXPECT_FLOAT_EQ(predictions[0], 11.5f);
  EXPECT_FLOAT_EQ(predictions[1], 0.3f - 4.0f / 3);
}

TEST(AffectRegression, NetworkCutsItsHiddenUnitsAtZero) {
  auto regression = some_regression();
  regression.exported = "network";
  const std::vector<float> points = {3, -4, 0.25f, 0.5f};
  const auto predictions = predict_affect(regression, points.data(), 2);
  // Row 1: hidden (3, -4, 3 * -1 + -4 * -1 + 1 = 2) -> (3, 0, 2); outputs 3 + 0 + 2 + 0.25 and 0 - 4
  EXPECT_FLOAT_EQ(predictions[0], 5.25f);
  EXPECT_FLOAT_EQ(predictions[1], -4.0f);
  // Row 2: hidden (0.25, 0.5, 0.25); outputs 1 + 0.25 and 2 * 0.5 - 4
  EXPECT_FLOAT_EQ(predictions[2], 1.25f);
  EXPECT_FLOAT_EQ(predictions[3], -3.0f);
}

TEST(AffectRegression, JsonKeepsEveryBit) {
  const auto regression = some_regression();
  const std::string text = to_json(regression).dump();
  const auto read = regression_from_json(nlohmann::json::parse(text));
  EXPECT_EQ(to_json(read).dump(), text);
  EXPECT_EQ(read.ridge.weight, regression.ridge.weight);
  EXPECT_TRUE(std::signbit(read.ridge.bias[1]));
  EXPECT_EQ(read.output.weight, regression.output.weight);
  EXPECT_EQ(read.lambda, regression.lambda);
  EXPECT_EQ(read.network_fit.r2, regression.network_fit.r2);
  EXPECT_EQ(read.mean_fit.r2_by_fold_max, regression.mean_fit.r2_by_fold_max);
}

TEST(AffectRegression, NoneIsKeptAsNone) {
  const auto read = regression_from_json(to_json(AffectRegression{}));
  EXPECT_EQ(read.target, "none");
  EXPECT_EQ(to_json(read), nlohmann::json({{"target", "none"}}));
}

std::string message_of(const nlohmann::json& json) {
  try {
    regression_from_json(json);
  } catch (const ArtifactError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(AffectRegression, EveryMissingPartIsNamed) {
  const auto whole = to_json(some_regression());
  for (const auto& item : whole.items()) {
    auto json = whole;
    json.erase(item.key());
    EXPECT_THAT(message_of(json), HasSubstr(item.key()));
  }
  auto json = whole;
  json["network"].erase("output");
  EXPECT_THAT(message_of(json), HasSubstr("network.output"));
  json = whole;
  json["cross_validation"]["mean"].erase("mae");
  EXPECT_THAT(message_of(json), HasSubstr("cross_validation.mean.mae"));
}

TEST(AffectRegression, SizesThatDoNotFitAreRefused) {
  const auto whole = to_json(some_regression());
  auto json = whole;
  json["ridge"]["weight"].push_back(1);
  EXPECT_THAT(message_of(json), HasSubstr("weight"));
  json = whole;
  json["ridge"]["num_inputs"] = 2000000000;
  EXPECT_THAT(message_of(json), HasSubstr("num_inputs"));
  json = whole;
  json["network"]["hidden"] = json["ridge"];  // two units, where the next layer takes three
  EXPECT_THAT(message_of(json), HasSubstr("output"));
  json = whole;
  json["exported"] = "oracle";
  EXPECT_THAT(message_of(json), HasSubstr("ridge or network"));
}

}  // namespace
}  // namespace affekt
