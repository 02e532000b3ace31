#include "models/operators/convolution_op.h"

#include <gtest/gtest.h>

#include "kernels/winograd_conv.h"

namespace affekt {
namespace {

struct ConvolutionCase {
  int64_t count, in_channels, out_channels, height, width;
};

struct ConvolutionOutcome {
  torch::Tensor y, x, weight;
};

using ConvolutionOperator = torch::Tensor (*)(const torch::Tensor&, const torch::Tensor&);

torch::Tensor convolve_by_libtorch(const torch::Tensor& x, const torch::Tensor& weight) {
  return torch::conv2d(x, weight, /*bias=*/{}, 1, 1);
}

ConvolutionOutcome run_convolution_case(ConvolutionOperator op, const ConvolutionCase& c, bool learns = true,
                                        bool passes_on = true) {
  torch::manual_seed(6);
  const auto x = torch::randn({c.count, c.in_channels, c.height, c.width}).requires_grad_(passes_on);
  const auto weight = torch::randn({c.out_channels, c.in_channels, 3, 3}).requires_grad_(learns);
  const auto y = op(x, weight);
  y.backward(torch::randn(y.sizes()));
  return {y.detach(), x.grad(), weight.grad()};
}

void expect_close(const torch::Tensor& a, const torch::Tensor& b, const char* what) {
  ASSERT_EQ(a.sizes(), b.sizes()) << what;
  EXPECT_LE((a - b).abs().max().item<double>(), 1e-5 * b.abs().max().item<double>()) << what;
}

class Winograd : public testing::Test {
 protected:
  void SetUp() override {
    if (!winograd_runs()) GTEST_SKIP() << "this processor has no AVX2";
  }
};

TEST_F(Winograd, EqualsLibTorchForAnySizeAndItsGradientsToo) {
  // Odd and even, one pixel, more tiles than one block (48) and one sum (192), channels in and out apart.
  for (const ConvolutionCase& c :
       {ConvolutionCase{1, 16, 16, 1, 1}, ConvolutionCase{2, 16, 32, 5, 8}, ConvolutionCase{3, 48, 16, 2, 3},
        ConvolutionCase{5, 32, 64, 13, 15}, ConvolutionCase{1, 16, 16, 9, 1}}) {
    const auto ours = run_convolution_case(convolve_by_winograd, c);
    const auto libtorch = run_convolution_case(convolve_by_libtorch, c);
    expect_close(ours.y, libtorch.y, "y");
    expect_close(ours.x, libtorch.x, "gradient of x");
    expect_close(ours.weight, libtorch.weight, "gradient of weight");
  }
}

TEST_F(Winograd, ComputesOnlyTheGradientsThatAreAskedFor) {
  const ConvolutionCase c{2, 16, 32, 4, 4};
  const auto frozen = run_convolution_case(convolve_by_winograd, c, /*learns=*/false);
  EXPECT_FALSE(frozen.weight.defined());
  expect_close(frozen.x, run_convolution_case(convolve_by_libtorch, c).x, "gradient of x");
  const auto first = run_convolution_case(convolve_by_winograd, c, true, /*passes_on=*/false);
  EXPECT_FALSE(first.x.defined());
  expect_close(first.weight, run_convolution_case(convolve_by_libtorch, c).weight, "gradient of weight");
}

TEST_F(Winograd, GivesTheSameBitsForAnyNumberOfThreads) {
  const ConvolutionCase c{5, 32, 16, 13, 15};
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const auto one = run_convolution_case(convolve_by_winograd, c);
  at::set_num_threads(3);
  const auto three = run_convolution_case(convolve_by_winograd, c);
  at::set_num_threads(threads);
  EXPECT_TRUE(torch::equal(one.y, three.y));
  EXPECT_TRUE(torch::equal(one.x, three.x));
  EXPECT_TRUE(torch::equal(one.weight, three.weight));
}

TEST_F(Winograd, ANanIsNotHidden) {
  auto x = torch::randn({1, 16, 6, 6});
  x[0][3][2][2] = std::numeric_limits<float>::quiet_NaN();
  const auto y = convolve_by_winograd(x, torch::randn({16, 16, 3, 3}));
  EXPECT_TRUE(y.isnan().any().item<bool>());
}

TEST(Convolve, TakesAnyKernelStrideAndType) {
  const auto x = torch::randn({2, 16, 7, 9});
  for (const int64_t kernel : {1, 3, 7}) {
    for (const int64_t stride : {1, 2}) {
      const auto weight = torch::randn({16, 16, kernel, kernel});
      const auto expected = torch::conv2d(x, weight, {}, stride, kernel / 2);
      EXPECT_TRUE(torch::allclose(convolve(x, weight, stride, kernel / 2), expected, 1e-4, 1e-4)) << kernel;
      const auto half = convolve(x.to(torch::kBFloat16), weight, stride, kernel / 2);
      EXPECT_EQ(half.scalar_type(), torch::kBFloat16);
      EXPECT_EQ(half.sizes(), expected.sizes());
    }
  }
}

}  // namespace
}  // namespace affekt
