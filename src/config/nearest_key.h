// The known word that a misspelt one was probably meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace affekt {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (Damerau-Levenshtein
/// with each place edited at most once). Example: "ecpohs" and "epochs" give 2.
size_t compute_edit_distance(std::string_view a, std::string_view b);

/// The nearest of `candidates`, or "" when none is near: at most a third of the letters wrong, or the word is
/// a part of the candidate ("batch" of "batch_size") or the other way round.
std::string find_nearest(std::string_view word, const std::vector<std::string>& candidates);

/// The end of a message about an unknown word: "; did you mean \"small_cnn\"?", or "" when none is near.
std::string suggest_nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace affekt
