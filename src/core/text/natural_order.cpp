#include "core/text/natural_order.h"

namespace affekt {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The run of digits from `at` on without leading zeros; `at` moves behind it.
std::string take_number(const std::string& text, size_t& at) {
  const size_t begin = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  const size_t first = text.find_first_not_of('0', begin);
  return first >= at ? "" : text.substr(first, at - first);
}

}  // namespace

bool is_before_naturally(const std::string& a, const std::string& b) {
  size_t i = 0, k = 0;
  while (i < a.size() && k < b.size()) {
    if (is_digit(a[i]) && is_digit(b[k])) {
      const std::string of_a = take_number(a, i), of_b = take_number(b, k);
      if (of_a.size() != of_b.size()) return of_a.size() < of_b.size();
      if (of_a != of_b) return of_a < of_b;
    } else if (a[i] != b[k]) {
      return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[k]);
    } else {
      ++i, ++k;
    }
  }
  if (i < a.size() || k < b.size()) return k < b.size();
  return a < b;  // "1" and "01"
}

}  // namespace affekt
