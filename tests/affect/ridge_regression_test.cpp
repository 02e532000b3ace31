#include "affect/ridge_regression.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

namespace affekt {
namespace {

std::vector<int64_t> rows_to(size_t count) {
  std::vector<int64_t> rows(count);
  std::iota(rows.begin(), rows.end(), int64_t{0});
  return rows;
}

std::vector<float> flatten(const nlohmann::json& matrix) {
  std::vector<float> values;
  for (const auto& row : matrix)
    for (const auto& value : row) values.push_back(value.get<float>());
  return values;
}

// tests/golden/make_ridge_regression.py: RidgeCV over the same penalties, on columns divided by their
// deviation.
TEST(RidgeRegression, AgreesWithScikitLearnInPenaltyAndWeights) {
  std::ifstream file(std::string(AFFEKT_SOURCE_DIR) + "/tests/golden/ridge_regression.json");
  const auto golden = nlohmann::json::parse(file);
  const auto points = flatten(golden.at("points")), targets = flatten(golden.at("targets"));
  const RidgeFit fit = fit_ridge({points, 5, targets, 2}, rows_to(golden.at("points").size()));
  EXPECT_NEAR(fit.lambda, golden.at("lambda").get<double>(), 1e-9);
  const auto weight = flatten(golden.at("weight"));
  ASSERT_EQ(fit.map.weight.size(), weight.size());
  for (size_t i = 0; i < weight.size(); ++i) EXPECT_NEAR(fit.map.weight[i], weight[i], 2e-6f) << i;
  for (size_t i = 0; i < 2; ++i)
    EXPECT_NEAR(fit.map.bias[i], golden.at("bias").at(i).get<float>(), 2e-5f) << i;
}

TEST(RidgeRegression, AStraightLineIsFoundWithTheLeastPenalty) {
  // x has mean 0 and deviation 1; x'x = 4 and x'y = 8 give w = 8 / (4 + 0.001); the mean of y is the bias.
  const std::vector<float> points = {-1, -1, 1, 1}, targets = {3, 3, 7, 7};
  const RidgeFit fit = fit_ridge({points, 1, targets, 1}, rows_to(4));
  EXPECT_DOUBLE_EQ(fit.lambda, 1e-3);
  EXPECT_NEAR(fit.map.weight[0], 8 / 4.001, 1e-6);
  EXPECT_NEAR(fit.map.bias[0], 5, 1e-6);
}

TEST(RidgeRegression, OnlyTheNamedRowsCount) {
  const std::vector<float> points = {-1, 50, -1, 1, -90, 1}, targets = {3, -8, 3, 7, 1, 7};
  const RidgeFit fit = fit_ridge({points, 1, targets, 1}, {0, 2, 3, 5});
  EXPECT_NEAR(fit.map.weight[0], 8 / 4.001, 1e-6);
  EXPECT_NEAR(fit.map.bias[0], 5, 1e-6);
}

TEST(RidgeRegression, TheUnitOfAColumnChangesNothing) {
  const std::vector<float> points = {0, 1, 2, 3, 4, 5, 6, 7}, targets = {1, 0, 3, 2, 5, 4, 7, 7};
  std::vector<float> scaled;
  for (const float x : points) scaled.push_back(1024 * x + 4096);  // exact in float32
  const RidgeFit one = fit_ridge({points, 1, targets, 1}, rows_to(8));
  const RidgeFit other = fit_ridge({scaled, 1, targets, 1}, rows_to(8));
  EXPECT_EQ(one.lambda, other.lambda);
  const auto a = predict_linear(one.map, points.data(), 8), b = predict_linear(other.map, scaled.data(), 8);
  for (size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-5f);
}

TEST(RidgeRegression, AColumnThatDoesNotVaryGetsNoWeight) {
  const std::vector<float> points = {-1, 0.1f, -1, 0.1f, 1, 0.1f, 1, 0.1f}, targets = {3, 3, 7, 7};
  const RidgeFit fit = fit_ridge({points, 2, targets, 1}, rows_to(4));
  EXPECT_EQ(fit.map.weight[1], 0.0f);
  EXPECT_NEAR(fit.map.weight[0], 8 / 4.001, 1e-6);
}

TEST(RidgeRegression, TargetsWithoutARelationGetALargePenalty) {
  // y is orthogonal to x: every slope only adds to the error of the song that is left out.
  const std::vector<float> points = {-1, -1, 1, 1, -1, -1, 1, 1}, targets = {1, -1, 1, -1, 1, -1, 1, -1};
  const RidgeFit fit = fit_ridge({points, 1, targets, 1}, rows_to(8));
  EXPECT_DOUBLE_EQ(fit.lambda, ridge_lambdas().back());
  EXPECT_NEAR(fit.map.weight[0], 0, 1e-7);
}

}  // namespace
}  // namespace affekt
