#include "next_song/softmax.h"

#include <algorithm>
#include <cmath>

namespace affekt {

void compute_softmax(const float* scores, int64_t count, float* probabilities) {
  const float largest = *std::max_element(scores, scores + count);
  double sum = 0;
  for (int64_t v = 0; v < count; ++v) {
    const float part = std::exp(std::max(scores[v] - largest, kLeastLogShare));
    probabilities[v] = part;
    sum += part;
  }
  const auto factor = static_cast<float>(1 / sum);
  for (int64_t v = 0; v < count; ++v) probabilities[v] *= factor;
}

}  // namespace affekt
