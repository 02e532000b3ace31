// The 26 categories and 3 values of EMOTIC, under all the names that copies of it use.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace affekt {

constexpr size_t kNumEmoticCategories = 26;
/// In the order of the papers, which is that of the prepared file.
extern const std::array<const char*, kNumEmoticCategories> kEmoticCategories;
constexpr std::array<const char*, 3> kEmoticValues = {"valence", "arousal", "dominance"};
constexpr float kLowestEmoticValue = 1, kHighestEmoticValue = 10;

/// Case, blanks and the mark between two words don't matter; known misspellings are taken.
/// @return  the index, or -1
int find_emotic_category(std::string_view name);

/// "; did you mean 'Disquietment'?", or "" if nothing is near.
std::string suggest_emotic_category(const std::string& name);

}  // namespace affekt
