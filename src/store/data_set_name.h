// The name of a data set in prepared files, and by it in reports and model cards.
#pragma once

#include <string>

namespace affekt {

constexpr char kSyntheticPrefix[] = "synthetic ";

/// "ravdess" -> "synthetic ravdess": data that `affekt demo-data` made.
inline std::string synthetic_name(const std::string& source) {
  return kSyntheticPrefix + source;
}

inline bool is_synthetic_name(const std::string& name) {
  return name.rfind(kSyntheticPrefix, 0) == 0;
}

}  // namespace affekt
