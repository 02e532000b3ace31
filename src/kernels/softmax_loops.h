// The inner loops of a softmax over a row of scores as a table of functions, one table an instruction set.
#pragma once

#include <cstdint>

namespace affekt {

struct SoftmaxLoops {
  struct Summary {
    float largest;
    int64_t num_better, num_equal;  // than, and to, the score that was asked for
  };
  /// row[c] = scores[c] + bias[c]; scores may be the row itself.
  void (*add_bias)(const float* scores, const float* bias, int64_t count, float* row);
  /// The same of scores in bfloat16.
  void (*widen_and_add_bias)(const uint16_t* scores, const float* bias, int64_t count, float* row);
  Summary (*summarize)(const float* row, int64_t count, float score);
  /// row[c] = exp(row[c] - largest), relative error below 3e-7; 1.2e-38 and less become 0 or so.
  /// @return their sum
  double (*exponentiate)(float largest, int64_t count, float* row);
  void (*scale)(float factor, int64_t count, float* row);
  /// To the nearest bfloat16.
  void (*narrow)(const float* row, int64_t count, uint16_t* out);
};

extern const SoftmaxLoops kSoftmaxLoopsAvx512, kSoftmaxLoopsAvx2, kSoftmaxLoopsBaseline;

/// Those that this machine runs.
const SoftmaxLoops& softmax_loops();

}  // namespace affekt
