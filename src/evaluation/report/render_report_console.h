// A report -> the lines for the terminal: its summary, and what warns about it.
#pragma once

#include <string>

#include "evaluation/report/report_document.h"

namespace affekt {

/// The summary, if there is one, and a line "warning: <text>" for each warning among the notes.
std::string render_report_console(const Report& report);

}  // namespace affekt
