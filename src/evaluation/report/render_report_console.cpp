#include "evaluation/report/render_report_console.h"

#include "core/text/text.h"

namespace affekt {

std::string render_report_console(const Report& report) {
  std::string text = report.summary.empty() ? "" : report.summary + "\n";
  for (const Note& note : report.notes)
    if (note.is_warning) text += "warning: " + note.text + "\n";
  return to_valid_utf8(text);
}

}  // namespace affekt
