// Features that some catalogues write in words: a key as a note, a mode by its name, a time signature as a
// fraction.
#pragma once

#include <optional>
#include <string_view>

namespace affekt {

/// "C" 0, "C#", "c♯" and "Db" 1 ... "B" 11; "A#/Bb" too, if both are the same key.
std::optional<double> read_key_name(std::string_view text);

/// "Minor" 0, "Major" 1, in any case.
std::optional<double> read_mode_name(std::string_view text);

/// "4/4" 4: quarters a bar, which is what Spotify counts.
std::optional<double> read_time_signature(std::string_view text);

}  // namespace affekt
