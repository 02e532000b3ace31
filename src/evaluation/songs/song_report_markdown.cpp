#include <fmt/format.h>

#include "evaluation/report/markdown_parts.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/songs/song_report_parts.h"
#include "evaluation/songs/song_report_render.h"

namespace affekt {
namespace {

using nlohmann::json;

std::vector<std::string> escape_cells(const std::vector<std::string>& cells) {
  std::vector<std::string> escaped;
  for (const std::string& cell : cells) escaped.push_back(escape_markdown(cell));
  return escaped;
}

std::string render_table(const ReportTable& table, const char* heading) {
  std::string text;
  if (!table.title.empty()) text += fmt::format("{} {}\n\n", heading, escape_markdown(table.title));
  if (!table.note.empty()) text += escape_markdown(table.note) + "\n\n";
  if (table.rows.empty()) return text;
  text += markdown_head(escape_cells(table.head));
  for (const std::vector<std::string>& row : table.rows) text += markdown_row(escape_cells(row));
  return text + "\n";
}

std::string render_markdown_part(const ReportPart& part, const std::vector<FigureGroup>& figures) {
  std::string text = fmt::format("## {}\n\n{}\n\n", escape_markdown(part.title), escape_markdown(part.lead));
  for (const std::string& name : part.figures) {
    const FigureGroup* group = find_figures(figures, name);
    if (group != nullptr) text += fmt::format("![{}](figures/{}.svg)\n\n", group->title, group->name);
  }
  for (const ReportTable& table : part.tables) text += render_table(table, "###");
  for (const ReportDetails& details : part.details) {
    text += fmt::format("### {}\n\n", escape_markdown(details.title));
    for (ReportTable table : details.tables) {
      if (table.title == details.title) table.title.clear();  // it stands above already
      text += render_table(table, "####");
    }
  }
  for (const std::string& remark : part.remarks) text += escape_markdown(remark) + "\n\n";
  for (const auto& [term, meaning] : part.words)
    text += fmt::format("- *{}*: {}\n", escape_markdown(term), escape_markdown(meaning));
  return text + (part.words.empty() ? "" : "\n");
}

}  // namespace

std::string render_song_markdown(const json& report, const std::vector<FigureGroup>& figures) {
  std::string text =
      fmt::format("# {}: {} on {}\n\n", escape_markdown(song_report_title(report)),
                  escape_markdown(model_name(report)), markdown_value(report["data"]["name"])) +
      markdown_notes(report["notes"]);
  for (const HeadlineCard& card : make_song_cards(report))
    text += fmt::format("- {}: **{}**{}\n", escape_markdown(card.title), escape_markdown(card.value),
                        card.below.empty() ? "" : " (" + escape_markdown(card.below) + ")");
  text += "\n";
  for (const ReportPart& part : make_song_report_parts(report)) text += render_markdown_part(part, figures);
  text += fmt::format("## Where this comes from\n\nMade by {} {} (commit {}), seed {}.\n\n",
                      markdown_value(report["tool"]["name"]), markdown_value(report["tool"]["version"]),
                      markdown_value(report["tool"]["commit"]), markdown_value(report["seed"]));
  for (const auto& [title, object] : list_song_facts(report)) text += markdown_facts(title, object);
  return text;
}

}  // namespace affekt
