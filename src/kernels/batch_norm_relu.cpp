#include "kernels/batch_norm_relu.h"

#include <algorithm>

#include "kernels/norm_relu_loops.h"

namespace affekt {
namespace {

struct InstructionSet {
  const char* name;
  const NormReluLoops* loops;
};

InstructionSet choose_instruction_set() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
    return {"avx512", kNormReluLoopsAvx512};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {"avx2", kNormReluLoopsAvx2};
#endif
  return {"baseline", kNormReluLoopsBaseline};
}

const InstructionSet& instruction_set() {
  static const InstructionSet chosen = choose_instruction_set();
  return chosen;
}

const NormReluLoops& loops_for(ElementType type) {
  return instruction_set().loops[type == ElementType::kBfloat16 ? 1 : 0];
}

/// Images are cut into chunks that depend on the shape only: sums are then the same for any number of
/// threads.
struct Chunks {
  int64_t num_images, count;
  explicit Chunks(int64_t images) : num_images(images), count(std::min<int64_t>(images, 64)) {}
  int64_t begin(int64_t chunk) const { return chunk * num_images / count; }
};

NormReluLoops::Geometry geometry_of(const ActivationShape& shape, const NormReluOptions& options) {
  return {shape.height, shape.width, shape.channels, options.relu, options.pool};
}

std::vector<double> sum_chunks(const std::vector<float>& partial, int64_t chunks, int64_t channels) {
  std::vector<double> total(static_cast<size_t>(channels), 0.0);
  for (int64_t chunk = 0; chunk < chunks; ++chunk)
    for (int64_t c = 0; c < channels; ++c)
      total[static_cast<size_t>(c)] += partial[static_cast<size_t>(chunk * channels + c)];
  return total;
}

}  // namespace

std::string kernel_instruction_set() {
  return instruction_set().name;
}

void compute_channel_statistics(const void* x, const ActivationShape& shape, const NormReluOptions& options,
                                double* mean, double* variance) {
  const auto& loops = loops_for(options.type);
  const Chunks chunks(shape.num_images);
  const int64_t C = shape.channels, rows_per_image = shape.height * shape.width;
  const int64_t element = options.type == ElementType::kBfloat16 ? 2 : 4;
  std::vector<float> sums(static_cast<size_t>(chunks.count * C), 0.f), squares(sums);
#pragma omp parallel for num_threads(options.num_threads) schedule(static)
  for (int64_t chunk = 0; chunk < chunks.count; ++chunk) {
    const int64_t first = chunks.begin(chunk), last = chunks.begin(chunk + 1);
    loops.statistics(static_cast<const char*>(x) + first * rows_per_image * C * element,
                     (last - first) * rows_per_image, C, sums.data() + chunk * C, squares.data() + chunk * C);
  }
  const auto sum = sum_chunks(sums, chunks.count, C), square = sum_chunks(squares, chunks.count, C);
  const auto rows = static_cast<double>(shape.num_rows());
  for (int64_t c = 0; c < C; ++c) {
    const auto i = static_cast<size_t>(c);
    mean[i] = sum[i] / rows;
    const double centered = square[i] / rows - mean[i] * mean[i];
    variance[i] = centered < 0 ? 0 : centered;  // a NaN passes
  }
}

void normalize_relu(const void* x, const void* residual, const float* scale, const float* shift,
                    const ActivationShape& shape, const NormReluOptions& options, void* y) {
  const auto& loops = loops_for(options.type);
  const Chunks chunks(shape.num_images);
  const auto geometry = geometry_of(shape, options);
#pragma omp parallel for num_threads(options.num_threads) schedule(static)
  for (int64_t chunk = 0; chunk < chunks.count; ++chunk)
    loops.forward(x, residual, scale, shift, y, chunks.begin(chunk), chunks.begin(chunk + 1), geometry);
}

ChannelGradients reduce_channel_gradients(const NormReluBackwardInput& input, const float* mean,
                                          const ActivationShape& shape, const NormReluOptions& options) {
  const auto& loops = loops_for(options.type);
  const Chunks chunks(shape.num_images);
  const auto geometry = geometry_of(shape, options);
  const int64_t C = shape.channels;
  const NormReluLoops::Backward in{input.x,          input.residual, input.y,
                                   input.gradient_y, input.scale,    input.shift};
  std::vector<float> sums(static_cast<size_t>(chunks.count * C), 0.f), centered(sums);
#pragma omp parallel num_threads(options.num_threads)
  {
    std::vector<float> scratch(static_cast<size_t>(5 * C));
#pragma omp for schedule(static)
    for (int64_t chunk = 0; chunk < chunks.count; ++chunk)
      loops.reduce(in, mean, sums.data() + chunk * C, centered.data() + chunk * C, scratch.data(),
                   chunks.begin(chunk), chunks.begin(chunk + 1), geometry);
  }
  return {sum_chunks(sums, chunks.count, C), sum_chunks(centered, chunks.count, C)};
}

void propagate_gradients(const NormReluBackwardInput& input, const float* a, const float* b, const float* c,
                         const ActivationShape& shape, const NormReluOptions& options, void* gradient_x,
                         void* gradient_residual) {
  const auto& loops = loops_for(options.type);
  const Chunks chunks(shape.num_images);
  const auto geometry = geometry_of(shape, options);
  const NormReluLoops::Backward in{input.x,          input.residual, input.y,
                                   input.gradient_y, input.scale,    input.shift};
#pragma omp parallel num_threads(options.num_threads)
  {
    std::vector<float> scratch(static_cast<size_t>(5 * shape.channels));
#pragma omp for schedule(static)
    for (int64_t chunk = 0; chunk < chunks.count; ++chunk)
      loops.propagate(in, a, b, c, gradient_x, gradient_residual, scratch.data(), chunks.begin(chunk),
                      chunks.begin(chunk + 1), geometry);
  }
}

}  // namespace affekt
