#include "kinds/songs/fit_affect_network.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <numeric>

#include "core/random_stream.h"

namespace affekt {
namespace {

/// Two targets of two inputs: |x1| (no straight line explains it) and x2, both with a little noise.
struct Example {
  std::vector<float> points, targets;
  std::vector<int64_t> rows;
  explicit Example(double unit = 1, double shift = 0) {
    RandomStream stream(1, "test_network");
    for (int64_t i = 0; i < 400; ++i) {
      const double x1 = stream.normal(), x2 = stream.normal();
      points.push_back(static_cast<float>(unit * x1 + shift));
      points.push_back(static_cast<float>(x2));
      targets.push_back(static_cast<float>(3 * std::abs(x1) + 7 + 0.1 * stream.normal()));
      targets.push_back(static_cast<float>(x2 + 0.1 * stream.normal()));
      rows.push_back(i);
    }
  }
  RegressionData data() const { return {points, 2, targets, 2}; }
};

double r2_of(const Example& example, const std::vector<float>& predictions, size_t column) {
  double mean = 0, residual = 0, total = 0;
  for (size_t i = column; i < predictions.size(); i += 2) mean += double{example.targets[i]} / 400;
  for (size_t i = column; i < predictions.size(); i += 2) {
    residual += std::pow(double{example.targets[i]} - double{predictions[i]}, 2);
    total += std::pow(double{example.targets[i]} - mean, 2);
  }
  return 1 - residual / total;
}

std::vector<float> predict(const Example& example, const AffectNetworkFit& fit) {
  return predict_network(fit.hidden, fit.output, example.points.data(), 400);
}

TEST(FitAffectNetwork, LearnsWhatNoStraightLineCan) {
  const Example example;
  const auto line = predict_linear(fit_ridge(example.data(), example.rows).map, example.points.data(), 400);
  EXPECT_LT(r2_of(example, line, 0), 0.1);
  const auto network = predict(example, fit_affect_network(example.data(), example.rows, {}));
  EXPECT_GT(r2_of(example, network, 0), 0.9);
  EXPECT_GT(r2_of(example, network, 1), 0.9);
}

TEST(FitAffectNetwork, UnitsOfTheInputsAreTakenIntoTheMaps) {
  const Example plain, scaled(1000, -5000);
  const auto a = predict(plain, fit_affect_network(plain.data(), plain.rows, {}));
  const auto b = predict(scaled, fit_affect_network(scaled.data(), scaled.rows, {}));
  for (size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 0.02) << i;
}

TEST(FitAffectNetwork, ASeedGivesTheSameBitsOnAnyNumberOfThreads) {
  const Example example;
  AffectNetworkOptions options;
  options.epochs = 5;
  const int before = at::get_num_threads();
  at::set_num_threads(1);
  const auto one = fit_affect_network(example.data(), example.rows, options);
  at::set_num_threads(2);
  const auto two = fit_affect_network(example.data(), example.rows, options);
  EXPECT_EQ(at::get_num_threads(), 2);  // as it was before the fit
  at::set_num_threads(before);
  EXPECT_EQ(one.hidden.weight, two.hidden.weight);
  EXPECT_EQ(one.output.bias, two.output.bias);
  options.seed = 2;
  EXPECT_NE(one.hidden.weight, fit_affect_network(example.data(), example.rows, options).hidden.weight);
}

TEST(FitAffectNetwork, OtherRowsDoNotMatter) {
  Example example;
  AffectNetworkOptions options;
  options.epochs = 2;
  example.rows.resize(200);
  const auto before = fit_affect_network(example.data(), example.rows, options);
  for (size_t i = 400; i < 800; ++i) example.targets[i] = example.points[i] = 1e6f;
  EXPECT_EQ(before.hidden.weight, fit_affect_network(example.data(), example.rows, options).hidden.weight);
}

}  // namespace
}  // namespace affekt
