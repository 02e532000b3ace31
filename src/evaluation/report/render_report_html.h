// A report -> report.html: one file, no network, no script, light and dark as the reader has it.
#pragma once

#include <string>

#include "evaluation/report/report_document.h"

namespace affekt {

std::string render_report_html(const Report& report);

}  // namespace affekt
