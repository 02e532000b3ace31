#include "metrics/differences/holm.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace affekt {

std::vector<double> adjust_by_holm(const std::vector<double>& p_values) {
  std::vector<size_t> order;
  for (size_t i = 0; i < p_values.size(); ++i)
    if (!std::isnan(p_values[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted = p_values;
  double largest = 0;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    const auto num_left = static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(1.0, num_left * p_values[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

}  // namespace affekt
