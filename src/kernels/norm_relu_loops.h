// The inner loops as a table of functions, one table an instruction set.
#pragma once

#include <cstdint>

namespace affekt {

/// All loops work on the images [first, last) of an [N, H, W, C] activation.
struct NormReluLoops {
  struct Geometry {
    int64_t height, width, channels;
    bool relu, pool;
  };
  struct Backward {
    const void *x, *residual, *y, *gradient_y;
    const float *scale, *shift;
  };
  /// Adds to sum and sum_squares [C] (float, zeroed by the caller).
  void (*statistics)(const void* x, int64_t num_rows, int64_t channels, float* sum, float* sum_squares);
  void (*forward)(const void* x, const void* residual, const float* scale, const float* shift, void* y,
                  int64_t first, int64_t last, const Geometry& geometry);
  /// Adds to sum_gradient and sum_centered [C]. scratch: 5 * channels floats.
  void (*reduce)(const Backward& in, const float* mean, float* sum_gradient, float* sum_centered,
                 float* scratch, int64_t first, int64_t last, const Geometry& geometry);
  void (*propagate)(const Backward& in, const float* a, const float* b, const float* c, void* gradient_x,
                    void* gradient_residual, float* scratch, int64_t first, int64_t last,
                    const Geometry& geometry);
};

/// One of each pair: [0] float32, [1] bfloat16.
extern const NormReluLoops kNormReluLoopsAvx512[2], kNormReluLoopsAvx2[2], kNormReluLoopsBaseline[2];

}  // namespace affekt
