// The noise that inputs and weights of golden files are made of.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace affekt::testing_support {

/// noise(count + first)[first:] of the golden files' scripts, times scale, plus offset; float32.
inline torch::Tensor golden_noise(int64_t count, int64_t first = 0, double scale = 1, double offset = 0) {
  auto values = torch::empty({count});
  float* value = values.data_ptr<float>();
  for (int64_t i = first; i < first + count; ++i) {
    const int64_t bits = (i * 1103515245 + 12345) % (int64_t{1} << 31);
    *value++ = static_cast<float>(offset + scale * (static_cast<double>(bits) / 2147483648.0 - 0.5));
  }
  return values;
}

}  // namespace affekt::testing_support
