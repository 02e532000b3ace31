// Vectors of float32 as wide as the instruction set that the including file is built for.
#pragma once

#include <cstdint>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#endif

namespace affekt {
namespace {

#if defined(__AVX512F__)

constexpr int kLanes = 16;
using Vec = __m512;
using Ints = __m512i;
using Mask = __mmask16;

inline Vec load(const float* p) {
  return _mm512_loadu_ps(p);
}
inline void store(float* p, Vec v) {
  _mm512_storeu_ps(p, v);
}
inline Ints load(const int32_t* p) {
  return _mm512_loadu_si512(p);
}
inline void store(int32_t* p, Ints v) {
  _mm512_storeu_si512(p, v);
}
inline Vec fill(float x) {
  return _mm512_set1_ps(x);
}
inline Ints fill(int32_t x) {
  return _mm512_set1_epi32(x);
}
inline Vec multiply_add(Vec a, Vec b, Vec c) {
  return _mm512_fmadd_ps(a, b, c);
}
inline Vec min(Vec a, Vec b) {
  return _mm512_min_ps(a, b);
}
inline Vec max(Vec a, Vec b) {
  return _mm512_max_ps(a, b);
}
inline Vec square_root(Vec a) {
  return _mm512_sqrt_ps(a);
}
inline Vec gather(const float* values, Ints index) {
  return _mm512_i32gather_ps(index, values, 4);
}
inline Ints multiply(Ints a, Ints b) {
  return _mm512_mullo_epi32(a, b);
}
/// Field by field, the records of four floats that `index` names.
inline void load_records(const float* records, const int32_t* index, Vec (&fields)[4]) {
  Vec rows[4];  // rows[i] holds records i, 4 + i, 8 + i, 12 + i
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    rows[i] = _mm512_castps128_ps512(_mm_loadu_ps(records + 4 * index[i]));
    rows[i] = _mm512_insertf32x4(rows[i], _mm_loadu_ps(records + 4 * index[4 + i]), 1);
    rows[i] = _mm512_insertf32x4(rows[i], _mm_loadu_ps(records + 4 * index[8 + i]), 2);
    rows[i] = _mm512_insertf32x4(rows[i], _mm_loadu_ps(records + 4 * index[12 + i]), 3);
  }
  const Vec low01 = _mm512_unpacklo_ps(rows[0], rows[1]), low23 = _mm512_unpacklo_ps(rows[2], rows[3]);
  const Vec high01 = _mm512_unpackhi_ps(rows[0], rows[1]), high23 = _mm512_unpackhi_ps(rows[2], rows[3]);
  fields[0] = _mm512_shuffle_ps(low01, low23, 0x44);
  fields[1] = _mm512_shuffle_ps(low01, low23, 0xee);
  fields[2] = _mm512_shuffle_ps(high01, high23, 0x44);
  fields[3] = _mm512_shuffle_ps(high01, high23, 0xee);
}
inline Mask less(Vec a, Vec b) {
  return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ);
}
inline Mask equal(Vec a, Vec b) {
  return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ);
}
inline Mask less(Ints a, Ints b) {
  return _mm512_cmplt_epi32_mask(a, b);
}
inline Mask equal(Ints a, Ints b) {
  return _mm512_cmpeq_epi32_mask(a, b);
}
inline Vec select(Mask m, Vec yes, Vec no) {
  return _mm512_mask_mov_ps(no, m, yes);
}
inline Ints select(Mask m, Ints yes, Ints no) {
  return _mm512_mask_mov_epi32(no, m, yes);
}
inline uint32_t bits(Mask m) {
  return m;
}

#elif defined(__AVX2__) && defined(__FMA__)

constexpr int kLanes = 8;
using Vec = __m256;
using Ints = __m256i;
using Mask = __m256;

inline Vec load(const float* p) {
  return _mm256_loadu_ps(p);
}
inline void store(float* p, Vec v) {
  _mm256_storeu_ps(p, v);
}
inline Ints load(const int32_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}
inline void store(int32_t* p, Ints v) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
}
inline Vec fill(float x) {
  return _mm256_set1_ps(x);
}
inline Ints fill(int32_t x) {
  return _mm256_set1_epi32(x);
}
inline Vec multiply_add(Vec a, Vec b, Vec c) {
  return _mm256_fmadd_ps(a, b, c);
}
inline Vec min(Vec a, Vec b) {
  return _mm256_min_ps(a, b);
}
inline Vec max(Vec a, Vec b) {
  return _mm256_max_ps(a, b);
}
inline Vec square_root(Vec a) {
  return _mm256_sqrt_ps(a);
}
inline Vec gather(const float* values, Ints index) {
  return _mm256_i32gather_ps(values, index, 4);
}
inline Ints multiply(Ints a, Ints b) {
  return _mm256_mullo_epi32(a, b);
}
/// Field by field, the records of four floats that `index` names.
inline void load_records(const float* records, const int32_t* index, Vec (&fields)[4]) {
  Vec rows[4];  // rows[i] holds records i, 4 + i
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i)
    rows[i] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(records + 4 * index[i])),
                                   _mm_loadu_ps(records + 4 * index[4 + i]), 1);
  const Vec low01 = _mm256_unpacklo_ps(rows[0], rows[1]), low23 = _mm256_unpacklo_ps(rows[2], rows[3]);
  const Vec high01 = _mm256_unpackhi_ps(rows[0], rows[1]), high23 = _mm256_unpackhi_ps(rows[2], rows[3]);
  fields[0] = _mm256_shuffle_ps(low01, low23, 0x44);
  fields[1] = _mm256_shuffle_ps(low01, low23, 0xee);
  fields[2] = _mm256_shuffle_ps(high01, high23, 0x44);
  fields[3] = _mm256_shuffle_ps(high01, high23, 0xee);
}
inline Mask less(Vec a, Vec b) {
  return _mm256_cmp_ps(a, b, _CMP_LT_OQ);
}
inline Mask equal(Vec a, Vec b) {
  return _mm256_cmp_ps(a, b, _CMP_EQ_OQ);
}
inline Mask less(Ints a, Ints b) {
  return _mm256_castsi256_ps(_mm256_cmpgt_epi32(b, a));
}
inline Mask equal(Ints a, Ints b) {
  return _mm256_castsi256_ps(_mm256_cmpeq_epi32(a, b));
}
inline Vec select(Mask m, Vec yes, Vec no) {
  return _mm256_blendv_ps(no, yes, m);
}
inline Ints select(Mask m, Ints yes, Ints no) {
  return _mm256_castps_si256(_mm256_blendv_ps(_mm256_castsi256_ps(no), _mm256_castsi256_ps(yes), m));
}
inline uint32_t bits(Mask m) {
  return static_cast<uint32_t>(_mm256_movemask_ps(m));
}

#else  // any machine: four lanes, which GCC and Clang turn into what there is

constexpr int kLanes = 4;
using Vec = float __attribute__((vector_size(16)));
using Ints = int32_t __attribute__((vector_size(16)));
using Mask = Ints;

inline Vec load(const float* p) {
  Vec v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
inline void store(float* p, Vec v) {
  __builtin_memcpy(p, &v, sizeof v);
}
inline Ints load(const int32_t* p) {
  Ints v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
inline void store(int32_t* p, Ints v) {
  __builtin_memcpy(p, &v, sizeof v);
}
inline Vec fill(float x) {
  return Vec{x, x, x, x};
}
inline Ints fill(int32_t x) {
  return Ints{x, x, x, x};
}
inline Vec multiply_add(Vec a, Vec b, Vec c) {  // two roundings: without FMA in the machine it would be slow
  return a * b + c;
}
inline Vec min(Vec a, Vec b) {
  return a < b ? a : b;
}
inline Vec max(Vec a, Vec b) {
  return a > b ? a : b;
}
inline Vec square_root(Vec a) {
  return Vec{__builtin_sqrtf(a[0]), __builtin_sqrtf(a[1]), __builtin_sqrtf(a[2]), __builtin_sqrtf(a[3])};
}
inline Vec gather(const float* values, Ints index) {
  return Vec{values[index[0]], values[index[1]], values[index[2]], values[index[3]]};
}
inline Ints multiply(Ints a, Ints b) {
  return a * b;
}
/// Field by field, the records of four floats that `index` names.
inline void load_records(const float* records, const int32_t* index, Vec (&fields)[4]) {
  for (int f = 0; f < 4; ++f)
    fields[f] = Vec{records[4 * index[0] + f], records[4 * index[1] + f], records[4 * index[2] + f],
                    records[4 * index[3] + f]};
}
inline Mask less(Vec a, Vec b) {
  return a < b;
}
inline Mask equal(Vec a, Vec b) {
  return a == b;
}
inline Mask less(Ints a, Ints b) {
  return a < b;
}
inline Mask equal(Ints a, Ints b) {
  return a == b;
}
inline Vec select(Mask m, Vec yes, Vec no) {
  return m ? yes : no;
}
inline Ints select(Mask m, Ints yes, Ints no) {
  return m ? yes : no;
}
inline uint32_t bits(Mask m) {
  return (m[0] & 1U) | (m[1] & 2U) | (m[2] & 4U) | (m[3] & 8U);
}

#endif

/// multiply_add of one number, in the same arithmetic.
inline float multiply_add(float a, float b, float c) {
#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
  return __builtin_fmaf(a, b, c);
#else
  return a * b + c;
#endif
}

constexpr uint32_t kAllLanes = (uint32_t{1} << kLanes) - 1;
constexpr int kTileVectors = 32 / kLanes, kGroupVectors = 16 / kLanes;

}  // namespace
}  // namespace affekt
