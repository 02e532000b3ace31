#include "next_song/rankers/decay.h"

#include <algorithm>
#include <cmath>

#include "config/choice_text.h"
#include "core/error.h"

namespace affekt {

const std::vector<std::string>& decay_names() {
  static const std::vector<std::string> names = {"same", "linear", "div", "log", "quadratic"};
  return names;
}

Decay decay_from_name(const std::string& name) {
  const auto found = std::find(decay_names().begin(), decay_names().end(), name);
  if (found == decay_names().end())
    throw ConfigError("decay of plays: got '" + name + "', expected " + join_choices(decay_names()));
  return static_cast<Decay>(found - decay_names().begin());
}

double decay_by_steps(Decay decay, int64_t steps) {
  const auto s = static_cast<double>(steps);
  switch (decay) {
    case Decay::kSame:
      return 1;
    case Decay::kLinear:
      return std::max(0.0, 1 - 0.1 * s);
    case Decay::kDiv:
      return 1 / s;
    case Decay::kLog:
      return 1 / std::log10(s + 1.7);
    case Decay::kQuadratic:
      return 1 / (s * s);
  }
  return 0;
}

double decay_by_position(Decay decay, int64_t position, int64_t length) {
  const auto p = static_cast<double>(position), n = static_cast<double>(length);
  switch (decay) {
    case Decay::kSame:
      return 1;
    case Decay::kLinear:
      return std::max(0.0, 1 - 0.1 * (n - p));
    case Decay::kDiv:
      return p / n;
    case Decay::kLog:
      return 1 / std::log10(n - p + 1.7);
    case Decay::kQuadratic:
      return p / n * (p / n);
  }
  return 0;
}

}  // namespace affekt
