// argv -> CommandLine: commands, options, help and the messages for what is not understood.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/command_line.h"

namespace affekt {

/// One of the two is set.
struct ParseResult {
  std::optional<CommandLine> line;
  std::optional<std::string> help;  // --help, --version, a completion or the manual page: the text to print
};

/// @param arguments  without the program's name
/// @throws ConfigError for an unknown command or option (with the nearest known one), a missing or bad
/// argument
ParseResult parse_command_line(const std::vector<std::string>& arguments);

}  // namespace affekt
