#include "evaluation/report/render_report_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "evaluation/figures/figure_style.h"
#include "evaluation/report/fact_lines.h"
#include "evaluation/report/matrix_figure.h"
#include "evaluation/report/page/page_frame.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

constexpr const char* kWarningsId = "warnings";
constexpr size_t kLongTitle = 34;  // bytes; a longer row title is broken, else it makes the page scroll
// Figures that are wider shrink so far on a phone that their text can't be read: they can be enlarged.
constexpr double kReadableWidth = 440;

std::string encode_base64(const std::string& bytes) {
  constexpr const char* kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t num_bytes = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < num_bytes ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (size_t k = 0; k < 4; ++k) text += k <= num_bytes ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

/// <tag>text</tag>, or nothing for no text. @param tag  "h2", or with attributes: "p class=\"muted\""
std::string html_element(const std::string& tag, const std::string& text) {
  if (text.empty()) return "";
  return fmt::format("<{}>{}</{}>\n", tag, escape_html(text), tag.substr(0, tag.find(' ')));
}

std::string html_details(const std::string& title, const std::string& body) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escape_html(title), body);
}

/// Value, and below it smaller what stands behind the line feed.
std::string html_cell(const std::string& text) {
  const size_t end = text.find('\n');
  if (end == std::string::npos) return escape_html(text);
  return fmt::format("{}<small>{}</small>", escape_html(text.substr(0, end)),
                     escape_html(text.substr(end + 1)));
}

/// What is wider than its place scrolls inside it, with the keyboard too. @param label  plain text
std::string html_scroll_box(const std::string& label, const std::string& content, double min_width = 0) {
  const std::string width = min_width > 0 ? fmt::format(" style=\"--width:{:.0f}px\"", min_width) : "";
  return fmt::format("<div class=\"scroll\"{} role=\"group\" aria-label=\"{}\" tabindex=\"0\">{}</div>\n",
                     width, escape_html(label), content);
}

// @param around  the title of the section or the details: names what has no title of its own

std::string html_block(const Text& text, const std::string& /*around*/) {
  return html_element(text.is_remark ? "p class=\"remark muted\"" : "p", text.text);
}

std::string html_caption(const Table& table, const std::string& around) {
  if (table.title.empty() && table.note.empty())
    return "<caption>" + html_element("span class=\"hidden\"", around) + "</caption>\n";
  return "<caption><div>" + html_element("h3", table.title) + html_element("p class=\"muted\"", table.note) +
         "</div></caption>\n";
}

std::string html_block(const Table& table, const std::string& around) {
  if (table.rows.empty())
    return html_element("h3", table.title) + html_element("p class=\"muted\"", table.note);
  std::string text = "<table>\n" + html_caption(table, around) + "<thead><tr>";
  for (const std::string& title : table.head)
    text += title.empty() ? "<td></td>" : "<th scope=\"col\">" + escape_html(title) + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : table.rows) {
    text += fmt::format("<tr><th scope=\"row\">{}</th>",
                        row[0].size() > kLongTitle ? "<div class=\"long\">" + html_cell(row[0]) + "</div>"
                                                   : html_cell(row[0]));
    for (size_t i = 1; i < row.size(); ++i)
      text += (i == table.strong_column ? "<td class=\"strong\">" : "<td>") + html_cell(row[i]) + "</td>";
    text += "</tr>\n";
  }
  return html_scroll_box(table.title.empty() ? around : table.title, text + "</tbody></table>");
}

/// Whether a name is wider than its column on a page of usual width: about 400 px for all columns.
bool needs_turned_names(const std::vector<std::string>& names) {
  size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  return 7 * longest * names.size() > 400;
}

std::string html_block(const Matrix& matrix, const std::string& /*around*/) {
  std::string text = fmt::format(
      "<table class=\"matrix{}\" style=\"--columns:{}\">\n<caption><div>{}. {}</div></caption>\n"
      "<thead><tr><td class=\"corner\"></td>",
      needs_turned_names(matrix.names) ? " turned" : "", matrix.names.size(), escape_html(matrix.title),
      escape_html(describe_matrix(matrix)));
  for (const std::string& name : matrix.names) text += "<th scope=\"col\">" + escape_html(name) + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (size_t row = 0; row < matrix.names.size(); ++row) {
    const std::vector<int64_t>& counts = matrix.counts[row];
    const int64_t sum = std::accumulate(counts.begin(), counts.end(), int64_t{0});
    text += "<tr><th scope=\"row\">" + escape_html(matrix.names[row]) + "</th>";
    for (size_t column = 0; column < counts.size(); ++column) {
      const double share = sum > 0 ? static_cast<double>(counts[column]) / static_cast<double>(sum) : 0;
      text += fmt::format(
          "<td class=\"{}\" style=\"--share:{:.3f}\" title=\"{} taken for {}\">{}<small>{}</small></td>",
          counts[column] == 0       ? "none"
          : share >= kDarkCellShare ? "dark"
                                    : "",
          share, escape_html(matrix.names[row]), escape_html(matrix.names[column]),
          sum > 0 ? format_percent(share, 0) : "–", format_count(counts[column]));
    }
    text += "</tr>\n";
  }
  return html_scroll_box(matrix.title, text + "</tbody></table>");
}

/// @param min_width  what a narrow page offers to enlarge it to; 0: as wide as it is drawn, if it is wide
std::string html_figure(const Figure& figure, double min_width) {
  const std::string drawing = "<figure>" + figure.inline_svg() + "</figure>\n";
  if (min_width == 0 && figure.canvas.width() > kReadableWidth) min_width = figure.canvas.width();
  if (min_width == 0) return drawing;
  return fmt::format("<div class=\"wide\"><label><input type=\"checkbox\"> Enlarge: {}</label>\n{}</div>\n",
                     escape_html(figure.title), html_scroll_box(figure.title, drawing, min_width));
}

std::string html_block(const FigureGroup& group, const std::string& /*around*/) {
  if (group.panels.size() == 1) return html_figure(group.panels.front(), group.min_width);
  std::string text = "<div class=\"panels\">\n";
  for (const Figure& panel : group.panels) text += html_figure(panel, 0);
  return text + "</div>\n";
}

std::string html_block(const Gallery& gallery, const std::string& /*around*/) {
  const bool drawn = std::any_of(gallery.items.begin(), gallery.items.end(),
                                 [](const Gallery::Item& item) { return !item.figures.empty(); });
  std::string text =
      drawn || gallery.has_wide_images ? "<div class=\"gallery drawn\">\n" : "<div class=\"gallery\">\n";
  for (const Gallery::Item& item : gallery.items) {
    text += fmt::format("<figure title=\"{}\">", escape_html(item.name));
    if (!item.image_png.empty())
      text += fmt::format("<img src=\"data:image/png;base64,{}\" alt=\"{}: {}\" loading=\"lazy\">",
                          encode_base64(item.image_png), escape_html(item.name),
                          escape_html(fmt::format("{}", fmt::join(item.lines, ", "))));
    for (const Figure& figure : item.figures) text += figure.inline_svg();
    text += "<figcaption>";
    for (size_t i = 0; i < item.lines.size(); ++i)
      text += i == 0 ? "<b>" + escape_html(item.lines[i]) + "</b>" : "<br>" + escape_html(item.lines[i]);
    text += "</figcaption></figure>\n";
  }
  return text + "</div>\n";
}

std::string html_block(const Terms& terms, const std::string& /*around*/) {
  std::string words = "<dl class=\"words\">\n";
  for (const auto& [term, meaning] : terms.entries)
    words += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_html(term), escape_html(meaning));
  return html_details(terms.title, words + "</dl>\n");
}

std::string html_block(const Facts& facts, const std::string& /*around*/) {
  if (facts.object.empty()) return "";
  std::string text =
      "<div><table class=\"facts\">\n<caption>" + html_element("h3", facts.title) + "</caption>\n<tbody>\n";
  for (const FactLine& line : list_facts(facts.object))
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_html(line.title),
                        escape_html(line.value));
  return text + "</tbody></table></div>\n";
}

std::string html_block(const Details& details, const std::string& around);

/// Facts that follow each other stand side by side.
std::string html_blocks(const std::vector<Block>& blocks, const std::string& around) {
  std::string text;
  bool in_columns = false;
  for (const Block& block : blocks) {
    if (std::holds_alternative<Facts>(block) != in_columns) {
      text += in_columns ? "</div>\n" : "<div class=\"columns\">\n";
      in_columns = !in_columns;
    }
    text += std::visit([&](const auto& each) { return html_block(each, around); }, block);
  }
  return text + (in_columns ? "</div>\n" : "");
}

std::string html_block(const Details& details, const std::string& /*around*/) {
  return html_details(details.title, html_blocks(details.blocks, details.title));
}

/// The sections as markup, and how the page's list of them names them.
class SectionWriter {
 public:
  /// Narrow sections that follow each other go to the left and to the right column in turns.
  std::string write(const std::vector<Section>& sections) {
    std::string text;
    for (size_t i = 0; i < sections.size();) {
      std::string columns[2];
      const size_t first = i;
      for (; i < sections.size() && sections[i].is_narrow; ++i)
        columns[(i - first) % 2] += write_section(sections[i]);
      if (i - first > 1) {
        text += fmt::format("<div class=\"halves\">\n<div>\n{}</div>\n<div>\n{}</div>\n</div>\n", columns[0],
                            columns[1]);
      } else {
        text += i > first ? columns[0] : write_section(sections[i++]);
      }
    }
    return text;
  }
  const std::vector<PageSection>& listed() const { return listed_; }

 private:
  std::string write_section(const Section& section) {
    std::string opening = "<section>\n";
    if (!section.title.empty()) {
      const std::string id = make_page_id(section.title, ids_);
      opening =
          fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n",
                      id, escape_html(section.title));
      listed_.push_back({id, section.title});
    }
    return opening + html_element("p class=\"muted\"", section.lead) +
           html_blocks(section.blocks, section.title) + "</section>\n";
  }

  std::vector<std::string> ids_ = {"report", kWarningsId};  // that the page uses
  std::vector<PageSection> listed_;
};

/// A line above the scores that leads to the warnings below them.
std::string html_warning_link(const std::vector<Note>& notes) {
  const auto num_warnings =
      std::count_if(notes.begin(), notes.end(), [](const Note& note) { return note.is_warning; });
  if (num_warnings == 0) return "";
  return fmt::format("<p class=\"flag\"><a href=\"#{}\">{}</a> {} to these scores.</p>\n", kWarningsId,
                     count_of(num_warnings, "warning"), num_warnings == 1 ? "belongs" : "belong");
}

/// Warnings, and below them the other notes, closed until somebody opens them.
std::string html_notes(const std::vector<Note>& notes) {
  std::string warnings, others;
  int64_t num_others = 0;
  for (const Note& note : notes) {
    if (note.is_warning) {
      warnings += fmt::format("<div class=\"note warning\" role=\"note\"><b>Warning:</b> {}</div>\n",
                              escape_html(note.text));
    } else {
      others += html_element("p", note.text);
      ++num_others;
    }
  }
  if (!warnings.empty()) warnings = fmt::format("<div id=\"{}\">\n{}</div>\n", kWarningsId, warnings);
  if (others.empty()) return warnings;
  return warnings + "<div class=\"note\">" + html_details(count_of(num_others, "note"), others) + "</div>\n";
}

std::string html_cards(const std::vector<Card>& cards) {
  if (cards.empty()) return "";
  std::string text = "<div class=\"cards\">\n";
  for (const Card& card : cards) {
    text += card.explanation.empty()
                ? "<div class=\"card\">"
                : fmt::format("<div class=\"card\" title=\"{}\">", escape_html(card.explanation));
    text += html_element("h2", card.title) + html_element("div class=\"value\"", card.value) +
            html_element("div class=\"below\"", card.below);
    for (const Figure& figure : card.figures) text += figure.inline_svg();
    text += "</div>\n";
  }
  return text + "</div>\n";
}

}  // namespace

std::string render_report_html(const Report& report) {
  PageFrame frame;
  frame.window_title = frame.title = report.title;
  frame.lead = report.subtitle;
  if (!report.cards.empty()) frame.window_title += ": " + report.cards[0].title + " " + report.cards[0].value;
  SectionWriter writer;
  frame.body = writer.write(report.sections);
  frame.sections = writer.listed();
  frame.overview = html_warning_link(report.notes) + html_cards(report.cards) + html_notes(report.notes);
  return render_page(frame);
}

}  // namespace affekt
