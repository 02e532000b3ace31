#include "evaluation/report/render_report_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "evaluation/report/matrix_figure.h"
#include "evaluation/report/report_style.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

constexpr size_t kLongTitle = 34;    // bytes; a longer row title is broken, else it makes the page scroll
constexpr double kDarkShare = 0.75;  // from which a matrix cell's text needs the light colour

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

std::string html_block(const Text& text) {
  return html_element(text.is_remark ? "p class=\"remark muted\"" : "p", text.text);
}

std::string html_block(const Table& table) {
  std::string text = html_element("h3", table.title) + html_element("p class=\"muted\"", table.note);
  if (table.rows.empty()) return text;
  text += "<div class=\"scroll\"><table>\n<thead><tr>";
  for (const std::string& title : table.head) text += "<th scope=\"col\">" + escape_html(title) + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : table.rows) {
    text += fmt::format("<tr><th scope=\"row\">{}</th>",
                        row[0].size() > kLongTitle ? "<div class=\"long\">" + html_cell(row[0]) + "</div>"
                                                   : html_cell(row[0]));
    for (size_t i = 1; i < row.size(); ++i)
      text += (i == table.strong_column ? "<td class=\"strong\">" : "<td>") + html_cell(row[i]) + "</td>";
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

/// Whether a name is wider than its column on a page of usual width: about 400 px for all columns.
bool needs_turned_names(const std::vector<std::string>& names) {
  size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  return 7 * longest * names.size() > 400;
}

std::string html_block(const Matrix& matrix) {
  std::string text = fmt::format(
      "<div class=\"scroll\"><table class=\"matrix{}\" style=\"--columns:{}\">\n<caption>{}</caption>\n"
      "<thead><tr><td style=\"background:none\"></td>",
      needs_turned_names(matrix.names) ? " turned" : "", matrix.names.size(),
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
          counts[column] == 0   ? "none"
          : share >= kDarkShare ? "dark"
                                : "",
          share, escape_html(matrix.names[row]), escape_html(matrix.names[column]),
          sum > 0 ? format_percent(share, 0) : "–", format_count(counts[column]));
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

std::string html_figure(const Figure& figure) {
  return "<figure>" + figure.inline_svg() + "</figure>\n";
}

std::string html_block(const FigureGroup& group) {
  if (group.panels.size() > 1) {
    std::string text = "<div class=\"panels\">\n";
    for (const Figure& panel : group.panels) text += html_figure(panel);
    return text + "</div>\n";
  }
  const std::string figure = html_figure(group.panels.front());
  if (group.min_width == 0) return figure;
  return fmt::format(
      "<div class=\"wide\"><label><input type=\"checkbox\"> Enlarge: {}</label>\n"
      "<div class=\"scroll\" style=\"--width:{:.0f}px\" tabindex=\"0\">{}</div></div>\n",
      escape_html(group.title), group.min_width, figure);
}

std::string html_block(const Gallery& gallery) {
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

std::string html_block(const Terms& terms) {
  std::string words = "<dl class=\"words\">\n";
  for (const auto& [term, meaning] : terms.entries)
    words += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_html(term), escape_html(meaning));
  return html_details(terms.title, words + "</dl>\n");
}

std::string html_block(const Facts& facts) {
  if (facts.object.empty()) return "";
  std::string text = "<div>" + html_element("h3", facts.title) + "<table class=\"facts\"><tbody>\n";
  for (const auto& [key, value] : facts.object.items())
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_html(key_to_words(key)),
                        escape_html(json_to_text(value)));
  return text + "</tbody></table></div>\n";
}

std::string html_block(const Details& details);

/// Facts that follow each other stand side by side.
std::string html_blocks(const std::vector<Block>& blocks) {
  std::string text;
  bool in_columns = false;
  for (const Block& block : blocks) {
    if (std::holds_alternative<Facts>(block) != in_columns) {
      text += in_columns ? "</div>\n" : "<div class=\"columns\">\n";
      in_columns = !in_columns;
    }
    text += std::visit([](const auto& each) { return html_block(each); }, block);
  }
  return text + (in_columns ? "</div>\n" : "");
}

std::string html_block(const Details& details) {
  return html_details(details.title, html_blocks(details.blocks));
}

std::string html_section(const Section& section) {
  return "<section>\n" + html_element("h2", section.title) + html_element("p class=\"muted\"", section.lead) +
         html_blocks(section.blocks) + "</section>\n";
}

/// Narrow sections that follow each other go to the left and to the right column in turns.
std::string html_sections(const std::vector<Section>& sections) {
  std::string text;
  for (size_t i = 0; i < sections.size();) {
    std::string columns[2];
    const size_t first = i;
    for (; i < sections.size() && sections[i].is_narrow; ++i)
      columns[(i - first) % 2] += html_section(sections[i]);
    if (i - first > 1) {
      text += fmt::format("<div class=\"halves\">\n<div>\n{}</div>\n<div>\n{}</div>\n</div>\n", columns[0],
                          columns[1]);
    } else {
      text += i > first ? columns[0] : html_section(sections[i++]);
    }
  }
  return text;
}

/// Warnings, and below them the other notes, closed until somebody opens them.
std::string html_notes(const std::vector<Note>& notes) {
  std::string warnings, others;
  int64_t num_others = 0;
  for (const Note& note : notes) {
    if (note.is_warning) {
      warnings += fmt::format("<div class=\"note warning\" role=\"alert\"><b>Warning:</b> {}</div>\n",
                              escape_html(note.text));
    } else {
      others += html_element("p", note.text);
      ++num_others;
    }
  }
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
  std::string title = report.title;
  if (!report.cards.empty()) title += ": " + report.cards[0].title + " " + report.cards[0].value;
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n" +
         html_element("title", title) + "<style>\n" + figure_style(":root") + kReportStyle +
         "</style>\n</head>\n<body>\n<main>\n" + html_element("h1", report.title) +
         html_element("p class=\"lead\"", report.subtitle) + html_notes(report.notes) +
         html_cards(report.cards) + html_sections(report.sections) + "</main>\n</body>\n</html>\n";
}

}  // namespace affekt
