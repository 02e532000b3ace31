// `${NAME}` and `${NAME:-default}` in paths, as a shell reads them.
#pragma once

#include <string>

namespace affekt {

/// `${NAME:-default}` gives the default when NAME is not set or empty. A `$` without `{` stays.
/// @throws ConfigError saying what is wrong, without a location: `${NAME}` that is not set, no closing brace,
/// a name
///         that is none
std::string expand_environment(const std::string& text);

}  // namespace affekt
