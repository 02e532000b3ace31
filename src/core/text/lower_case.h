// Names in lower case: letters of ASCII only; all other bytes, those of UTF-8 too, stay as they are.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

namespace affekt {

inline std::string to_lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// "faces/a.JPG" -> ".jpg"
inline std::string lower_extension(const std::filesystem::path& path) {
  return to_lower(path.extension().string());
}

}  // namespace affekt
