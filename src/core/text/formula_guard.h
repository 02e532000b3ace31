// Text of other people's in CSV files that spreadsheets open: they calculate a field that looks like a
// formula.
#pragma once

#include <string>
#include <string_view>

namespace affekt {

/// The text with an apostrophe before it where it begins like a formula (= + - @, a tab, a carriage return),
/// or like one with apostrophes before it: so that without_formula_guard gives each text back.
std::string with_formula_guard(std::string_view text);

std::string_view without_formula_guard(std::string_view text);

}  // namespace affekt
