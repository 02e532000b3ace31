#include "training/profile/matrix_rate.h"

#include <algorithm>

#include "core/process/work_span.h"

namespace affekt {
namespace {

constexpr double kSeconds = 0.25;
constexpr int kFewestRounds = 3;  // the first one, which also makes the code, is not counted

}  // namespace

double measure_matrix_rate(torch::ScalarType dtype, const torch::Device& device) {
  const torch::NoGradGuard no_grad;
  const int64_t size = device.is_cuda() ? 8192 : 1536;
  const auto options = torch::TensorOptions().dtype(dtype).device(device);
  const auto a = torch::full({size, size}, 0.5, options), b = torch::full({size, size}, 0.25, options);
  auto product = torch::empty({size, size}, options);
  double best_seconds = 0, all_seconds = 0;
  for (int round = 0; round < kFewestRounds || all_seconds < kSeconds; ++round) {
    const auto start = WorkClock::now();
    torch::mm_out(product, a, b);
    if (device.is_cuda()) torch::cuda::synchronize();
    const double seconds = std::chrono::duration<double>(WorkClock::now() - start).count();
    all_seconds += seconds;
    if (round > 0 && (best_seconds == 0 || seconds < best_seconds)) best_seconds = seconds;
  }
  const auto n = static_cast<double>(size);
  return 2 * n * n * n / std::max(best_seconds, 1e-9);
}

}  // namespace affekt
