// What a text in the place of a number was probably meant to be.
#pragma once

#include <string>

#include "config/field_visitor.h"

namespace affekt {

/// "1,000", "0128" and "30%" give "1000", "128" and "0.3"; "1000 or 1" where two readings are in the range of
/// the key; "" where none is.
std::string suggest_number(const std::string& text, const FieldRules& rules, bool is_integer);

}  // namespace affekt
