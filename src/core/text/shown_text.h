// Text that other people or a service wrote, for messages, tables and terminals.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace affekt {

/// Text of valid UTF-8 on one line: control characters, which could steer a terminal, and those that turn the
/// direction of what stands behind them (U+202A..202E, U+2066..2069) each become `by`.
std::string replace_controls(std::string_view text, char by = ' ');

/// Any bytes as valid UTF-8, at most `most` of them, and then "...", without such characters.
std::string show_text(std::string_view text, size_t most, char by = ' ');

}  // namespace affekt
