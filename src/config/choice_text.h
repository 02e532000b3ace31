// Choices in words: "a, b or c".
#pragma once

#include <string>
#include <vector>

namespace affekt {

inline std::string join_choices(const std::vector<std::string>& choices) {
  std::string text;
  for (size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
    text += choices[i];
  }
  return text;
}

}  // namespace affekt
