#include "kernels/winograd_conv.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace affekt {
namespace {

constexpr int64_t kPositions = WinogradLoops::kPositions, kBlockTiles = WinogradLoops::kBlockTiles,
                  kSumTiles = WinogradLoops::kSumTiles, kLanes = WinogradLoops::kLanes;

/// Not zeroed: every value is written before it is read.
std::unique_ptr<float[]> make_buffer(int64_t count) {
  return std::unique_ptr<float[]>(new float[static_cast<size_t>(count)]);
}

/// @param is_turned  weight is [C_in, 3, 3, C_out], turned by half: the gradient of the inputs
void run_convolution(const float* x, const float* weight, bool is_turned, const WinogradShape& shape,
                     int num_threads, float* y) {
  const int64_t in = shape.in_channels, out = shape.out_channels, num_panels = out / kLanes;
  const auto transformed = make_buffer(kPositions * in * out);
  const int64_t num_tiles = shape.num_tiles(), num_blocks = (num_tiles + kBlockTiles - 1) / kBlockTiles;
#pragma omp parallel num_threads(num_threads)
  {
    const auto scratch = make_buffer(kPositions * kBlockTiles * (in + out));
#pragma omp for schedule(static)
    for (int64_t panel = 0; panel < num_panels; ++panel)
      kWinogradLoopsAvx2.transform_weight(weight, is_turned, in, out, panel, panel + 1, transformed.get());
#pragma omp for schedule(dynamic)
    for (int64_t block = 0; block < num_blocks; ++block)
      kWinogradLoopsAvx2.convolve(x, transformed.get(), shape, block * kBlockTiles,
                                  std::min(num_tiles, (block + 1) * kBlockTiles), scratch.get(), y);
  }
}

}  // namespace

bool winograd_runs() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

bool winograd_pays() {
#if defined(__x86_64__)
  return winograd_runs() && !__builtin_cpu_supports("avx512f");
#else
  return false;
#endif
}

void winograd_convolve(const float* x, const float* weight, const WinogradShape& shape, int num_threads,
                       float* y) {
  run_convolution(x, weight, false, shape, num_threads, y);
}

void winograd_gradient_x(const float* gradient_y, const float* weight, const WinogradShape& shape,
                         int num_threads, float* gradient_x) {
  WinogradShape turned = shape;
  std::swap(turned.in_channels, turned.out_channels);
  run_convolution(gradient_y, weight, true, turned, num_threads, gradient_x);
}

void winograd_gradient_weight(const float* x, const float* gradient_y, const WinogradShape& shape,
                              int num_threads, float* gradient_weight) {
  const int64_t in = shape.in_channels, out = shape.out_channels, num_panels = in / kLanes;
  const auto v = make_buffer(kPositions * kSumTiles * in), d = make_buffer(kPositions * kSumTiles * out);
  const auto sums = make_buffer(kPositions * in * out);
  const int64_t num_tiles = shape.num_tiles();
#pragma omp parallel num_threads(num_threads)
  {
#pragma omp for schedule(static)
    for (int64_t i = 0; i < kPositions * in * out; ++i) sums[static_cast<size_t>(i)] = 0;
    for (int64_t first = 0; first < num_tiles; first += kSumTiles) {
      const int64_t count = std::min(kSumTiles, num_tiles - first);
#pragma omp for schedule(static)
      for (int64_t row = 0; row < count; ++row)
        kWinogradLoopsAvx2.transform_pair(x, gradient_y, shape, first + row, row, v.get(), d.get());
#pragma omp for schedule(static)
      for (int64_t task = 0; task < kPositions * num_panels; ++task)
        kWinogradLoopsAvx2.sum_products(v.get(), d.get(), shape, count, task / num_panels, task % num_panels,
                                        sums.get());
    }
#pragma omp for schedule(static)
    for (int64_t panel = 0; panel < num_panels; ++panel)
      kWinogradLoopsAvx2.restore_weight(sums.get(), shape, panel, gradient_weight);
  }
}

}  // namespace affekt
