// Names with numbers in the order that people read them in: "hit_rate_at_5" before "hit_rate_at_10".
#pragma once

#include <string>

namespace affekt {

/// Whether `a` stands before `b`: runs of digits count as numbers, all else by its bytes.
bool is_before_naturally(const std::string& a, const std::string& b);

/// For maps and sets.
struct NaturalOrder {
  bool operator()(const std::string& a, const std::string& b) const { return is_before_naturally(a, b); }
};

}  // namespace affekt
