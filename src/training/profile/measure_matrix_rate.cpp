#include "training/profile/measure_matrix_rate.h"

#include <algorithm>
#include <ctime>

#include "core/process/work_span.h"

namespace affekt {
namespace {

constexpr double kSeconds = 0.25;
constexpr int kFewestRounds = 3;  // the first one, which also makes the code, is not counted

/// Seconds of CPU time that all threads of this process have used.
double used_cpu_seconds() {
  struct timespec used = {};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
}

}  // namespace

MatrixRate measure_matrix_rate(torch::ScalarType dtype, const torch::Device& device) {
  const torch::NoGradGuard no_grad;
  const int64_t size = device.is_cuda() ? 8192 : 1536;
  const auto options = torch::TensorOptions().dtype(dtype).device(device);
  const auto a = torch::full({size, size}, 0.5, options), b = torch::full({size, size}, 0.25, options);
  auto product = torch::empty({size, size}, options);
  double best_seconds = 0, best_cpu_seconds = 0, all_seconds = 0;
  for (int round = 0; round < kFewestRounds || all_seconds < kSeconds; ++round) {
    const auto start = WorkClock::now();
    const double used_before = used_cpu_seconds();
    torch::mm_out(product, a, b);
    if (device.is_cuda()) torch::cuda::synchronize();
    const double seconds = std::chrono::duration<double>(WorkClock::now() - start).count();
    all_seconds += seconds;
    if (round == 0 || (best_seconds > 0 && seconds >= best_seconds)) continue;
    best_seconds = seconds;
    best_cpu_seconds = used_cpu_seconds() - used_before;
  }
  const auto n = static_cast<double>(size);
  best_seconds = std::max(best_seconds, 1e-9);
  MatrixRate rate;
  rate.flops_a_second = 2 * n * n * n / best_seconds;
  if (!device.is_cuda())
    rate.cpu_share = std::min(1.0, best_cpu_seconds / (best_seconds * at::get_num_threads()));
  return rate;
}

}  // namespace affekt
