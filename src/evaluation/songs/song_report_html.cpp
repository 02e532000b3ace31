#include <fmt/format.h>

#include <algorithm>

#include "evaluation/report/html_parts.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/songs/song_report_parts.h"
#include "evaluation/songs/song_report_render.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr size_t kLongTitle = 34;  // bytes

std::vector<std::string> escape_all(const std::vector<std::string>& cells) {
  std::vector<std::string> escaped;
  for (const std::string& cell : cells) escaped.push_back(escape_html(cell));
  return escaped;
}

std::string render_table(const ReportTable& table) {
  std::string text;
  if (!table.title.empty()) text += "<h3>" + escape_html(table.title) + "</h3>\n";
  if (!table.note.empty()) text += "<p class=\"muted\">" + escape_html(table.note) + "</p>\n";
  if (table.rows.empty()) return text;
  std::vector<std::vector<std::string>> rows;
  for (const std::vector<std::string>& row : table.rows) {
    rows.push_back(escape_all(row));
    if (row[0].size() > kLongTitle)  // else one long name makes the table wider than the page
      rows.back()[0] = "<div style=\"white-space:normal;min-width:15em\">" + rows.back()[0] + "</div>";
  }
  return text + html_table(escape_all(table.head), rows, table.strong_column);
}

std::string render_figures(const FigureGroup& group) {
  if (group.panels.size() > 1) {
    std::string text = "<div class=\"panels\">\n";
    for (const Figure& panel : group.panels) text += "<figure>" + panel.inline_svg() + "</figure>\n";
    return text + "</div>\n";
  }
  const Figure& figure = group.panels.front();
  return fmt::format("<div class=\"scroll\"><figure style=\"min-width:{:.0f}px\">{}</figure></div>\n",
                     group.min_width, figure.inline_svg());
}

std::string render_part(const ReportPart& part, const std::vector<FigureGroup>& figures) {
  std::string body;
  for (const std::string& name : part.figures) {
    const FigureGroup* group = find_figures(figures, name);
    if (group != nullptr) body += render_figures(*group);
  }
  for (const ReportTable& table : part.tables) body += render_table(table);
  if (!part.words.empty()) {
    body += "<details><summary>What the words mean</summary><dl class=\"words\">\n";
    for (const auto& [term, meaning] : part.words)
      body += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_html(term), escape_html(meaning));
    body += "</dl></details>\n";
  }
  for (const ReportDetails& details : part.details) {
    body += "<details><summary>" + escape_html(details.title) + "</summary>\n";
    for (const ReportTable& table : details.tables) body += render_table(table);
    body += "</details>\n";
  }
  for (const std::string& remark : part.remarks)
    body += "<p class=\"muted\" style=\"margin-top:10px\">" + escape_html(remark) + "</p>\n";
  return html_section(escape_html(part.title), escape_html(part.lead), body);
}

std::string render_song_cards(const json& report) {
  std::string text = "<div class=\"cards\">\n";
  for (const HeadlineCard& card : make_song_cards(report)) {
    text += fmt::format(
        "<div class=\"card\"><h2>{}</h2><div class=\"value\">{}</div><div "
        "class=\"interval\">{}</div></div>\n",
        escape_html(card.title), escape_html(card.value), escape_html(card.below));
  }
  return text + "</div>\n";
}

std::string render_song_head(const json& report) {
  return fmt::format("<h1>{}</h1>\n<p class=\"lead\">{} on {} · affekt {} · seed {}</p>\n",
                     escape_html(song_report_title(report)), escape_html(model_name(report)),
                     html_value(report["data"]["name"]), html_value(report["tool"]["version"]),
                     html_value(report["seed"])) +
         html_notes(report["notes"]);
}

std::string render_song_origin(const json& report) {
  std::string facts;
  for (const auto& [title, object] : list_song_facts(report)) facts += html_facts(escape_html(title), object);
  return html_section("Where this comes from",
                      "Same data digest, config and seed on the same kind of machine give the same numbers.",
                      "<div class=\"columns\">\n" + facts + "</div>\n");
}

}  // namespace

const FigureGroup* find_figures(const std::vector<FigureGroup>& figures, const std::string& name) {
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [&](const FigureGroup& group) { return group.name == name; });
  return found == figures.end() ? nullptr : &*found;
}

std::string render_song_html(const json& report, const std::vector<FigureGroup>& figures) {
  std::string body = render_song_head(report) + render_song_cards(report);
  for (const ReportPart& part : make_song_report_parts(report)) body += render_part(part, figures);
  const std::string title =
      fmt::format("{}: {}", escape_html(song_report_title(report)), html_value(report["data"]["name"]));
  return html_page(title, body + render_song_origin(report));
}

}  // namespace affekt
