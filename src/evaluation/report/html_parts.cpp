#include "evaluation/report/html_parts.h"

#include <fmt/format.h>

#include "evaluation/report/report_style.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/figures/svg_canvas.h"

namespace affekt {

using nlohmann::json;

std::string html_page(const std::string& title, const std::string& body) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         title + "</title>\n<style>\n" + figure_style(":root") + kReportStyle +
         "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n</body>\n</html>\n";
}

std::string html_value(const json& value) {
  return escape_html(json_to_text(value));
}

std::string html_section(const std::string& title, const std::string& lead, const std::string& body) {
  return fmt::format("<section>\n<h2>{}</h2>\n<p class=\"muted\">{}</p>\n{}</section>\n", title, lead, body);
}

std::string html_table(const std::vector<std::string>& head,
                       const std::vector<std::vector<std::string>>& rows, size_t strong_column) {
  std::string text = "<div class=\"scroll\"><table>\n<thead><tr>";
  for (const std::string& title : head) text += "<th scope=\"col\">" + title + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : rows) {
    text += "<tr><th scope=\"row\">" + row[0] + "</th>";
    for (size_t i = 1; i < row.size(); ++i)
      text += (i == strong_column ? "<td class=\"strong\">" : "<td>") + row[i] + "</td>";
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

std::string html_facts(const std::string& title, const json& object) {
  if (object.empty()) return "";
  std::string text = "<div><h3>" + title + "</h3><table class=\"facts\"><tbody>\n";
  for (const auto& [key, value] : object.items()) {
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_html(key_to_words(key)),
                        html_value(value));
  }
  return text + "</tbody></table></div>\n";
}

std::string html_notes(const json& notes) {
  std::string text;
  for (const json& note : notes) {
    const bool warning = note["level"] == "warning";
    text +=
        fmt::format("<div class=\"note {}\"{}><b>{}</b> {}</div>\n", warning ? "warning" : "info",
                    warning ? " role=\"alert\"" : "", warning ? "Warning:" : "Note:", html_value(note["text"]));
  }
  return text;
}

}  // namespace affekt
