// A report -> report.html, in the frame that all pages have: page/page_frame.h.
#pragma once

#include <string>

#include "evaluation/report/report_document.h"

namespace affekt {

std::string render_report_html(const Report& report);

}  // namespace affekt
