// A field's value as a file of YAML has it.
#pragma once

#include <string>

#include "config/field_visitor.h"

namespace affekt {

/// What parse_yaml reads back as the same value.
/// @param is_path  `$` and bytes that are no UTF-8 are written so that they stay
std::string format_yaml_value(const FieldPointer& value, bool is_path);

}  // namespace affekt
