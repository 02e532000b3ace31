// Text that the service or other people wrote, for messages and terminals.
#pragma once

#include <string>

namespace affekt {

/// Valid UTF-8 on one line, without control characters (they could steer a terminal), at most `most` bytes.
std::string show_text(const std::string& text, size_t most);

}  // namespace affekt
