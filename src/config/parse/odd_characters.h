// Characters that look like YAML's own and are letters to it: from a web page, a word processor, a phone.
#pragma once

#include <string>
#include <string_view>

namespace affekt {

/// The first of them, such as "a no-break space (U+00A0)"; "" without one.
std::string describe_odd_character(std::string_view text);

/// Only where a text begins or ends: inside, a file's name may have them.
std::string describe_odd_edge(std::string_view text);

}  // namespace affekt
