#include "evaluation/report/render_report_markdown.h"

#include <fmt/format.h>

#include "core/text/count_text.h"
#include "evaluation/report/fact_lines.h"

namespace affekt {
namespace {

/// A paragraph of its own; nothing for no text. What would begin a heading, a list or a quotation doesn't.
std::string md_paragraph(const std::string& text) {
  if (text.empty()) return "";
  const bool begins_a_block = std::string_view("#>+-=~").find(text[0]) != std::string_view::npos;
  return (begins_a_block ? "\\" : "") + escape_markdown(text) + "\n\n";
}

std::string md_heading(int level, const std::string& text) {
  if (text.empty()) return "";
  return std::string(static_cast<size_t>(level), '#') + " " + escape_markdown(text) + "\n\n";
}

std::string md_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

/// The titles and the rule below: the first column to the left, the others to the right.
std::string md_head(const std::vector<std::string>& titles) {
  std::string rule = "|---|";
  for (size_t i = 1; i < titles.size(); ++i) rule += "---:|";
  std::vector<std::string> cells;
  for (const std::string& title : titles) cells.push_back(escape_markdown(title));
  return md_row(cells) + rule + "\n";
}

std::string md_cell(const std::string& text, bool is_strong) {
  const size_t end = text.find('\n');
  std::string cell = escape_markdown(text.substr(0, end));
  if (is_strong && !cell.empty()) cell = "**" + cell + "**";
  if (end != std::string::npos) cell += " (" + escape_markdown(text.substr(end + 1)) + ")";
  return cell;
}

std::string md_figure(const std::string& name, const std::string& title) {
  if (name.empty()) return "";
  return fmt::format("![{}](figures/{}.svg)\n\n", escape_markdown(title), name);
}

// @param level  of the headings inside the block

std::string md_block(const Text& text, int /*level*/) {
  return md_paragraph(text.text);
}

std::string md_block(const Table& table, int level) {
  std::string text = md_heading(level, table.title) + md_paragraph(table.note);
  if (table.rows.empty()) return text;
  text += md_head(table.head);
  for (const std::vector<std::string>& row : table.rows) {
    std::vector<std::string> cells;
    for (size_t i = 0; i < row.size(); ++i)
      cells.push_back(md_cell(row[i], i > 0 && i == table.strong_column));
    text += md_row(cells);
  }
  return text + "\n";
}

std::string md_block(const Matrix& matrix, int /*level*/) {
  std::vector<std::string> titles = {matrix.row_title + " \\ " + matrix.column_title};
  titles.insert(titles.end(), matrix.names.begin(), matrix.names.end());
  std::string text = md_head(titles);
  for (size_t row = 0; row < matrix.names.size(); ++row) {
    std::vector<std::string> cells = {md_cell(matrix.names[row], false)};
    for (size_t column = 0; column < matrix.names.size(); ++column)
      cells.push_back(md_cell(format_count(matrix.counts[row][column]), row == column));
    text += md_row(cells);
  }
  return text + "\n" + md_figure(matrix.name, matrix.title);
}

std::string md_block(const FigureGroup& group, int /*level*/) {
  return md_figure(group.name, group.title);
}

std::string md_block(const Gallery& gallery, int /*level*/) {
  return gallery.items.empty() ? "" : md_paragraph("The images are in report.html.");
}

std::string md_block(const Terms& terms, int /*level*/) {
  std::string text;
  for (const auto& [term, meaning] : terms.entries)
    text += fmt::format("- *{}*: {}\n", escape_markdown(term), escape_markdown(meaning));
  return text + "\n";
}

std::string md_block(const Facts& facts, int level) {
  Table table{facts.title, "", {"", "value"}, {}, 0};
  for (const FactLine& line : list_facts(facts.object)) table.rows.push_back({line.title, line.value});
  return table.rows.empty() ? "" : md_block(table, level);
}

std::string md_block(const Details& details, int level);

std::string md_blocks(const std::vector<Block>& blocks, int level) {
  std::string text;
  for (const Block& block : blocks)
    text += std::visit([&](const auto& each) { return md_block(each, level); }, block);
  return text;
}

std::string md_block(const Details& details, int level) {
  return md_heading(level, details.title) + md_blocks(details.blocks, level + 1);
}

}  // namespace

std::string render_report_markdown(const Report& report) {
  std::string text = md_heading(1, report.title) + md_paragraph(report.subtitle);
  std::string others;  // than warnings: at the end
  int64_t num_others = 0;
  for (const Note& note : report.notes) {
    if (note.is_warning) {
      text += fmt::format("> **Warning:** {}\n>\n", escape_markdown(note.text));
    } else {
      others += fmt::format("- {}\n", escape_markdown(note.text));
      ++num_others;
    }
  }
  if (num_others > 0) text += fmt::format("> {} at the end.\n", count_of(num_others, "note"));
  if (!report.notes.empty()) text += "\n";
  for (const Card& card : report.cards)
    text += fmt::format("- {}: **{}**{}\n", escape_markdown(card.title), escape_markdown(card.value),
                        card.below.empty() ? "" : " (" + escape_markdown(card.below) + ")");
  if (!report.cards.empty()) text += "\n";
  for (const Section& section : report.sections)
    text += md_heading(2, section.title) + md_paragraph(section.lead) + md_blocks(section.blocks, 3);
  return others.empty() ? text : text + md_heading(2, "Notes") + others;
}

std::string escape_markdown(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("|\\`*_<[]").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c == '\n' || c == '\r' ? ' ' : c;
  }
  return escaped;
}

}  // namespace affekt
