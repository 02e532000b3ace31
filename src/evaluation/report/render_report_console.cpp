#include "evaluation/report/render_report_console.h"

#include "evaluation/report/value_text.h"

namespace affekt {

std::string render_report_console(const Report& report) {
  std::string text = report.summary.empty() ? "" : report.summary + "\n";
  for (const Note& note : report.notes)
    if (note.is_warning) text += "warning: " + note.text + "\n";
  return valid_utf8(text);
}

}  // namespace affekt
