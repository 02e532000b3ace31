// The loops of softmax_loops.h, compiled once for each instruction set. Includes nothing of the standard
// library beyond integer types, for the reason that norm_relu_loops.inl gives.
#include "kernels/softmax_loops.h"

namespace affekt {
namespace {

/// Sums and maxima side by side: the compiler makes vectors of them, and their order is fixed.
constexpr int kLanes = 16;

inline float to_float(uint32_t bits) {
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

inline uint32_t to_bits(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// exp(x) for x <= 0 as 2^n * exp(r), |r| <= log(2) / 2, with the series of exp(r) to r^6 / 720.
inline float exp_of_negative(float x) {
  x = x < -87.0f ? -87.0f : x;
  constexpr float kToInteger = 12582912.0f;  // 1.5 * 2^23: what is added to it loses its fraction
  const float n = (x * 1.44269504f + kToInteger) - kToInteger;
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // log(2) in two parts
  float series = 1.0f / 720;
  series = series * r + 1.0f / 120;
  series = series * r + 1.0f / 24;
  series = series * r + 1.0f / 6;
  series = series * r + 0.5f;
  series = series * r + 1.0f;
  series = series * r + 1.0f;
  return series * to_float(static_cast<uint32_t>(static_cast<int32_t>(n) + 127) << 23);
}

void add_bias(const float* scores, const float* bias, int64_t count, float* row) {
#pragma omp simd
  for (int64_t c = 0; c < count; ++c) row[c] = scores[c] + bias[c];
}

void widen_and_add_bias(const uint16_t* __restrict scores, const float* __restrict bias, int64_t count,
                        float* __restrict row) {
#pragma omp simd
  for (int64_t c = 0; c < count; ++c) row[c] = to_float(static_cast<uint32_t>(scores[c]) << 16) + bias[c];
}

SoftmaxLoops::Summary summarize(const float* row, int64_t count, float score) {
  float largest[kLanes];
  int32_t better[kLanes] = {}, equal[kLanes] = {};
  for (int k = 0; k < kLanes; ++k) largest[k] = row[0];
  int64_t c = 0;
  for (; c + kLanes <= count; c += kLanes)
    for (int k = 0; k < kLanes; ++k) {
      const float value = row[c + k];
      largest[k] = value > largest[k] ? value : largest[k];
      better[k] += value > score ? 1 : 0;
      equal[k] += value == score ? 1 : 0;
    }
  SoftmaxLoops::Summary summary = {row[0], 0, 0};
  for (int k = 0; k < kLanes; ++k) {
    summary.largest = largest[k] > summary.largest ? largest[k] : summary.largest;
    summary.num_better += better[k];
    summary.num_equal += equal[k];
  }
  for (; c < count; ++c) {
    summary.largest = row[c] > summary.largest ? row[c] : summary.largest;
    summary.num_better += row[c] > score ? 1 : 0;
    summary.num_equal += row[c] == score ? 1 : 0;
  }
  return summary;
}

double exponentiate(float largest, int64_t count, float* row) {
  constexpr int64_t kBlock = 4096;  // longer float sums would lose digits
  double sum = 0;
  int64_t c = 0;
  while (c + kLanes <= count) {
    const int64_t end = c + kBlock < count ? c + kBlock : count;
    float lanes[kLanes] = {};
    for (; c + kLanes <= end; c += kLanes)
      for (int k = 0; k < kLanes; ++k) {
        const float value = exp_of_negative(row[c + k] - largest);
        row[c + k] = value;
        lanes[k] += value;
      }
    for (int k = 0; k < kLanes; ++k) sum += static_cast<double>(lanes[k]);
  }
  for (; c < count; ++c) {
    row[c] = exp_of_negative(row[c] - largest);
    sum += static_cast<double>(row[c]);
  }
  return sum;
}

void scale(float factor, int64_t count, float* row) {
#pragma omp simd
  for (int64_t c = 0; c < count; ++c) row[c] *= factor;
}

void narrow(const float* __restrict row, int64_t count, uint16_t* __restrict out) {
#pragma omp simd
  for (int64_t c = 0; c < count; ++c) {
    const uint32_t bits = to_bits(row[c]);
    out[c] = static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
  }
}

}  // namespace
}  // namespace affekt

#define AFFEKT_SOFTMAX_LOOPS                                                                              \
  {                                                                                                       \
    affekt::add_bias, affekt::widen_and_add_bias, affekt::summarize, affekt::exponentiate, affekt::scale, \
        affekt::narrow                                                                                    \
  }
