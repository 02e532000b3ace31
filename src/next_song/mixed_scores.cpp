#include "next_song/mixed_scores.h"

#include <algorithm>

namespace affekt {
namespace {

double sum_of_opinions(const std::vector<float>& scores) {
  double sum = 0;
  for (const float score : scores) sum += std::max(score, 0.0F);
  return sum;
}

}  // namespace

void mix_scores(double weight, const std::vector<float>& second, std::vector<float>& first) {
  const double first_sum = sum_of_opinions(first), second_sum = sum_of_opinions(second);
  const auto a = static_cast<float>(first_sum > 0 ? weight / first_sum : 0);
  const auto b = static_cast<float>(second_sum > 0 ? (1 - weight) / second_sum : 0);
  for (size_t v = 0; v < first.size(); ++v)
    first[v] = a * std::max(first[v], 0.0F) + b * std::max(second[v], 0.0F);
}

}  // namespace affekt
