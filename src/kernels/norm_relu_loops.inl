// The loops of norm_relu_loops.h, compiled once for each instruction set. Includes nothing of the standard library
// beyond integer types: an inline function of it, built here for AVX-512, could otherwise be the one the linker
// keeps for the whole program.
#include <stdint.h>

#include "kernels/norm_relu_loops.h"

namespace affekt {
namespace {

struct Float32 {
  using Storage = float;
  static inline float load(Storage v) { return v; }
  static inline Storage store(float v) { return v; }
};

struct Bfloat16 {
  using Storage = uint16_t;
  static inline float load(Storage v) {
    const uint32_t bits = static_cast<uint32_t>(v) << 16;
    float f;
    __builtin_memcpy(&f, &bits, sizeof f);
    return f;
  }
  /// Round to nearest even. NaN stays NaN: its payload's top bit is set in all NaN that arithmetic makes.
  static inline Storage store(float f) {
    uint32_t bits;
    __builtin_memcpy(&bits, &f, sizeof bits);
    return static_cast<Storage>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
  }
};

template <class E>
void statistics(const void* x_void, int64_t num_rows, int64_t channels, float* __restrict sum,
                float* __restrict sum_squares) {
  const auto* x = static_cast<const typename E::Storage*>(x_void);
  int64_t row = 0;
  for (; row + 4 <= num_rows; row += 4, x += 4 * channels) {
    const auto *x0 = x, *x1 = x + channels, *x2 = x + 2 * channels, *x3 = x + 3 * channels;
#pragma omp simd
    for (int64_t c = 0; c < channels; ++c) {
      const float a = E::load(x0[c]), b = E::load(x1[c]), d = E::load(x2[c]), e = E::load(x3[c]);
      sum[c] += (a + b) + (d + e);
      sum_squares[c] += (a * a + b * b) + (d * d + e * e);
    }
  }
  for (; row < num_rows; ++row, x += channels) {
#pragma omp simd
    for (int64_t c = 0; c < channels; ++c) {
      const float a = E::load(x[c]);
      sum[c] += a;
      sum_squares[c] += a * a;
    }
  }
}

/// z = x * scale + shift (+ residual) of one row. `fma` by hand, so that forward and backward agree to the bit.
template <class E, bool kResidual>
inline float pre_activation(const typename E::Storage* x, const typename E::Storage* residual,
                            const float* scale, const float* shift, int64_t c) {
  const float z = __builtin_fmaf(E::load(x[c]), scale[c], shift[c]);
  return kResidual ? z + E::load(residual[c]) : z;
}

template <class E, bool kResidual, bool kRelu, bool kPool>
void forward_loop(const void* x_void, const void* residual_void, const float* __restrict scale,
                  const float* __restrict shift, void* y_void, int64_t first, int64_t last,
                  const NormReluLoops::Geometry& g) {
  using S = typename E::Storage;
  const int64_t C = g.channels, W = g.width, image = g.height * W * C;
  const S* x = static_cast<const S*>(x_void);
  const S* residual = static_cast<const S*>(residual_void);
  S* y_all = static_cast<S*>(y_void);
  if (!kPool) {
    for (int64_t row = first * g.height * W; row < last * g.height * W; ++row) {
      const S* xr = x + row * C;
      const S* rr = kResidual ? residual + row * C : nullptr;
      S* __restrict y = y_all + row * C;
#pragma omp simd
      for (int64_t c = 0; c < C; ++c) {
        const float z = pre_activation<E, kResidual>(xr, rr, scale, shift, c);
        y[c] = E::store(kRelu ? (z > 0.f ? z : (z == z ? 0.f : z)) : z);  // a NaN passes
      }
    }
    return;
  }
  const int64_t out_h = g.height / 2, out_w = W / 2;
  for (int64_t n = first; n < last; ++n) {
    for (int64_t oh = 0; oh < out_h; ++oh) {
      for (int64_t ow = 0; ow < out_w; ++ow) {
        const int64_t base = n * image + (2 * oh * W + 2 * ow) * C;
        const S *x00 = x + base, *x01 = x00 + C, *x10 = x00 + W * C, *x11 = x10 + C;
        const S* r = kResidual ? residual + base : nullptr;
        S* __restrict y = y_all + ((n * out_h + oh) * out_w + ow) * C;
#pragma omp simd
        for (int64_t c = 0; c < C; ++c) {
          const float z00 = pre_activation<E, kResidual>(x00, r, scale, shift, c);
          const float z01 = pre_activation<E, kResidual>(x01, kResidual ? r + C : r, scale, shift, c);
          const float z10 = pre_activation<E, kResidual>(x10, kResidual ? r + W * C : r, scale, shift, c);
          const float z11 = pre_activation<E, kResidual>(x11, kResidual ? r + W * C + C : r, scale, shift, c);
          float m = z00;
          m = !(z01 <= m) ? z01 : m;  // a NaN wins
          m = !(z10 <= m) ? z10 : m;
          m = !(z11 <= m) ? z11 : m;
          y[c] = E::store(kRelu ? (m > 0.f ? m : (m == m ? 0.f : m)) : m);
        }
      }
    }
  }
}

/// Calls visit(offset of the row, dz of the row) for each row of the images, dz as floats [C].
template <class E, bool kResidual, bool kRelu, bool kPool, class Visit>
inline void for_each_gradient_row(const NormReluLoops::Backward& in, float* __restrict scratch, int64_t first,
                                  int64_t last, const NormReluLoops::Geometry& g, const Visit& visit) {
  using S = typename E::Storage;
  const int64_t C = g.channels, W = g.width, image = g.height * W * C;
  const S* x = static_cast<const S*>(in.x);
  const S* residual = static_cast<const S*>(in.residual);
  const S* gradient_y = static_cast<const S*>(in.gradient_y);
  const float *scale = in.scale, *shift = in.shift;
  if (!kPool) {
    const S* y = static_cast<const S*>(in.y);
    for (int64_t row = first * g.height * W; row < last * g.height * W; ++row) {
      const S *gr = gradient_y + row * C, *yr = kRelu ? y + row * C : nullptr;
#pragma omp simd
      for (int64_t c = 0; c < C; ++c) {
        const float gradient = E::load(gr[c]);
        scratch[c] = kRelu ? (E::load(yr[c]) > 0.f ? gradient : 0.f) : gradient;
      }
      visit(row * C, scratch);
    }
    return;
  }
  const int64_t out_h = g.height / 2, out_w = W / 2;
  float *d00 = scratch, *d01 = scratch + C, *d10 = scratch + 2 * C, *d11 = scratch + 3 * C,
        *zero = scratch + 4 * C;
  for (int64_t c = 0; c < C; ++c) zero[c] = 0.f;
  for (int64_t n = first; n < last; ++n) {
    for (int64_t oh = 0; oh < out_h; ++oh) {
      for (int64_t ow = 0; ow < out_w; ++ow) {
        const int64_t base = n * image + (2 * oh * W + 2 * ow) * C;
        const S *x00 = x + base, *x01 = x00 + C, *x10 = x00 + W * C, *x11 = x10 + C;
        const S* r = kResidual ? residual + base : nullptr;
        const S* gy = gradient_y + ((n * out_h + oh) * out_w + ow) * C;
#pragma omp simd
        for (int64_t c = 0; c < C; ++c) {
          const float z00 = pre_activation<E, kResidual>(x00, r, scale, shift, c);
          const float z01 = pre_activation<E, kResidual>(x01, kResidual ? r + C : r, scale, shift, c);
          const float z10 = pre_activation<E, kResidual>(x10, kResidual ? r + W * C : r, scale, shift, c);
          const float z11 = pre_activation<E, kResidual>(x11, kResidual ? r + W * C + C : r, scale, shift, c);
          const float top = z00 > z01 ? z00 : z01, bottom = z10 > z11 ? z10 : z11;
          const float m = top > bottom ? top : bottom;
          const float gradient = (!kRelu || m > 0.f) ? E::load(gy[c]) : 0.f;
          const bool first00 = z00 == m, first01 = !first00 & (z01 == m);
          const bool first10 = !first00 & !first01 & (z10 == m);
          d00[c] = first00 ? gradient : 0.f;
          d01[c] = first01 ? gradient : 0.f;
          d10[c] = first10 ? gradient : 0.f;
          d11[c] = (first00 | first01 | first10) ? 0.f : gradient;
        }
        visit(base, d00);
        visit(base + C, d01);
        visit(base + W * C, d10);
        visit(base + W * C + C, d11);
      }
      if (W % 2) {  // the column that pooling leaves out
        visit(n * image + (2 * oh * W + W - 1) * C, zero);
        visit(n * image + ((2 * oh + 1) * W + W - 1) * C, zero);
      }
    }
    if (g.height % 2)
      for (int64_t w = 0; w < W; ++w) visit(n * image + ((g.height - 1) * W + w) * C, zero);
  }
}

template <class E, bool kResidual, bool kRelu, bool kPool>
void reduce_loop(const NormReluLoops::Backward& in, const float* mean, float* __restrict sum_gradient,
                 float* __restrict sum_centered, float* scratch, int64_t first, int64_t last,
                 const NormReluLoops::Geometry& g) {
  const auto* x = static_cast<const typename E::Storage*>(in.x);
  const int64_t C = g.channels;
  for_each_gradient_row<E, kResidual, kRelu, kPool>(
      in, scratch, first, last, g, [&](int64_t offset, const float* dz) {
        const auto* xr = x + offset;
#pragma omp simd
        for (int64_t c = 0; c < C; ++c) {
          sum_gradient[c] += dz[c];
          sum_centered[c] += dz[c] * (E::load(xr[c]) - mean[c]);
        }
      });
}

template <class E, bool kResidual, bool kRelu, bool kPool>
void propagate_loop(const NormReluLoops::Backward& in, const float* __restrict a, const float* __restrict b,
                    const float* __restrict c0, void* gradient_x_void, void* gradient_residual_void,
                    float* scratch, int64_t first, int64_t last, const NormReluLoops::Geometry& g) {
  using S = typename E::Storage;
  const S* x = static_cast<const S*>(in.x);
  S* gradient_x = static_cast<S*>(gradient_x_void);
  S* gradient_residual = static_cast<S*>(gradient_residual_void);
  const int64_t C = g.channels;
  for_each_gradient_row<E, kResidual, kRelu, kPool>(
      in, scratch, first, last, g, [&](int64_t offset, const float* dz) {
        const S* xr = x + offset;
        S* __restrict gx = gradient_x + offset;
#pragma omp simd
        for (int64_t c = 0; c < C; ++c) gx[c] = E::store(dz[c] * a[c] + (E::load(xr[c]) * b[c] + c0[c]));
        if (kResidual) {
          S* __restrict gr = gradient_residual + offset;
#pragma omp simd
          for (int64_t c = 0; c < C; ++c) gr[c] = E::store(dz[c]);
        }
      });
}

// Turns the run-time options into one of the eight compiled loops.
template <class E>
void forward(const void* x, const void* residual, const float* scale, const float* shift, void* y,
             int64_t first, int64_t last, const NormReluLoops::Geometry& g) {
  using Loop = void (*)(const void*, const void*, const float*, const float*, void*, int64_t, int64_t,
                        const NormReluLoops::Geometry&);
  static constexpr Loop kLoops[2][2][2] = {
      {{forward_loop<E, false, false, false>, forward_loop<E, false, false, true>},
       {forward_loop<E, false, true, false>, forward_loop<E, false, true, true>}},
      {{forward_loop<E, true, false, false>, forward_loop<E, true, false, true>},
       {forward_loop<E, true, true, false>, forward_loop<E, true, true, true>}}};
  kLoops[residual != nullptr][g.relu][g.pool](x, residual, scale, shift, y, first, last, g);
}

template <class E>
void reduce(const NormReluLoops::Backward& in, const float* mean, float* sum_gradient, float* sum_centered,
            float* scratch, int64_t first, int64_t last, const NormReluLoops::Geometry& g) {
  using Loop = void (*)(const NormReluLoops::Backward&, const float*, float*, float*, float*, int64_t, int64_t,
                        const NormReluLoops::Geometry&);
  static constexpr Loop kLoops[2][2][2] = {
      {{reduce_loop<E, false, false, false>, reduce_loop<E, false, false, true>},
       {reduce_loop<E, false, true, false>, reduce_loop<E, false, true, true>}},
      {{reduce_loop<E, true, false, false>, reduce_loop<E, true, false, true>},
       {reduce_loop<E, true, true, false>, reduce_loop<E, true, true, true>}}};
  kLoops[in.residual != nullptr][g.relu][g.pool](in, mean, sum_gradient, sum_centered, scratch, first, last, g);
}

template <class E>
void propagate(const NormReluLoops::Backward& in, const float* a, const float* b, const float* c, void* gx,
               void* gr, float* scratch, int64_t first, int64_t last, const NormReluLoops::Geometry& g) {
  using Loop = void (*)(const NormReluLoops::Backward&, const float*, const float*, const float*, void*, void*,
                        float*, int64_t, int64_t, const NormReluLoops::Geometry&);
  static constexpr Loop kLoops[2][2][2] = {
      {{propagate_loop<E, false, false, false>, propagate_loop<E, false, false, true>},
       {propagate_loop<E, false, true, false>, propagate_loop<E, false, true, true>}},
      {{propagate_loop<E, true, false, false>, propagate_loop<E, true, false, true>},
       {propagate_loop<E, true, true, false>, propagate_loop<E, true, true, true>}}};
  kLoops[in.residual != nullptr][g.relu][g.pool](in, a, b, c, gx, gr, scratch, first, last, g);
}

}  // namespace
}  // namespace affekt

#define AFFEKT_NORM_RELU_LOOPS                                                                    \
  {{affekt::statistics<affekt::Float32>, affekt::forward<affekt::Float32>,                        \
    affekt::reduce<affekt::Float32>, affekt::propagate<affekt::Float32>},                         \
   {affekt::statistics<affekt::Bfloat16>, affekt::forward<affekt::Bfloat16>,                      \
    affekt::reduce<affekt::Bfloat16>, affekt::propagate<affekt::Bfloat16>}}
