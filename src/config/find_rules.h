// The rules that a config key declares, by its full name: for values that come from elsewhere and must keep
// them.
#pragma once

#include <string>

#include "config/field_visitor.h"

namespace affekt {

/// @param key  "evaluate.calibration_bins"  @throws std::logic_error if there is no such key
FieldRules find_rules(const std::string& key);

/// Whether the key takes one whole number; false for a key that isn't there.
bool takes_whole_number(const std::string& key);

}  // namespace affekt
