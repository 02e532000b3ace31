// One YAML value -> one typed field, by the rules its key declares.
#pragma once

#include <string>

#include "config/field_visitor.h"
#include "config/parse/config_errors.h"
#include "config/parse/yaml_tree.h"

namespace affekt {

/// Stores the value, or adds "expected ..., got ..." to `errors` and leaves the field as it was.
void read_value(const YamlTree& value, const std::string& path, const FieldRules& rules,
                const FieldPointer& field, ConfigErrors& errors);

}  // namespace affekt
