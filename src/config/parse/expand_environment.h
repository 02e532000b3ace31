// `~`, `$NAME`, `${NAME}` and `${NAME:-default}` in paths, as a shell reads them.
#pragma once

#include <string>

namespace affekt {

/// `${NAME:-default}` gives the default when NAME is not set or empty. `~` and `~/...` are the home folder.
/// `$$` is one `$`; a `$` before anything else than a name or `{` stays.
/// @throws ConfigError saying what is wrong, without a location: `$NAME` that is not set, no closing brace, a
///         name that is none, the home folder of somebody else (`~anna`)
std::string expand_environment(const std::string& text);

/// The text that expand_environment turns into this path.
std::string escape_environment(const std::string& path);

}  // namespace affekt
