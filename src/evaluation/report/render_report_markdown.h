// A report -> report.md, for reading in a terminal, an editor or on a git server.
#pragma once

#include <string>
#include <string_view>

#include "evaluation/report/report_document.h"

namespace affekt {

/// Figures are links to figures/<name>.svg; galleries are left out.
std::string render_report_markdown(const Report& report);

/// Text inside a paragraph or a cell of a table.
std::string escape_markdown(std::string_view text);

}  // namespace affekt
