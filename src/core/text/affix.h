// How texts begin and end.
#pragma once

#include <algorithm>
#include <string_view>

namespace affekt {

inline bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

inline bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// @param beginnings  a container of texts
template <class Texts>
bool begins_with_any(std::string_view text, const Texts& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](const auto& beginning) { return begins_with(text, beginning); });
}

}  // namespace affekt
