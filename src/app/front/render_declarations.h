// The commands that print what is declared: `affekt completion SHELL` and `affekt man`.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace affekt {

/// @param command  that was chosen  @return the text to print; nothing: it is another command
std::optional<std::string> render_declarations(const CLI::App& app, const std::string& command,
                                               const std::string& shell);

}  // namespace affekt
