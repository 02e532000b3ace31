// report.json -> report.md, for reading in a terminal, an editor or on a git server.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// @param report        what build_report made
/// @param figure_files  names inside figures/ that were written, shown as pictures
std::string render_markdown(const nlohmann::json& report, const std::vector<std::string>& figure_files);

}  // namespace affekt
