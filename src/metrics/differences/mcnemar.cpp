#include "metrics/differences/mcnemar.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {

double mcnemar_exact_p_value(int64_t only_first, int64_t only_second) {
  AFFEKT_CHECK(only_first >= 0 && only_second >= 0, "counts are not negative");
  const int64_t n = only_first + only_second;
  if (n == 0) return 1.0;
  const int64_t smaller = std::min(only_first, only_second);
  // Terms C(n, i) / 2^n in logarithms: 2^n overflows a double from n = 1024 on.
  double log_term = -static_cast<double>(n) * std::log(2.0);
  double tail = std::exp(log_term);
  for (int64_t i = 1; i <= smaller; ++i) {
    log_term += std::log(static_cast<double>(n - i + 1)) - std::log(static_cast<double>(i));
    tail += std::exp(log_term);
  }
  return std::min(1.0, 2 * tail);
}

}  // namespace affekt
