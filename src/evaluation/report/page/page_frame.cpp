#include "evaluation/report/page/page_frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "evaluation/figures/figure_style.h"
#include "evaluation/figures/svg_canvas.h"
#include "evaluation/report/page/page_style.h"

namespace affekt {
namespace {

constexpr size_t kMinListedSections = 3;  // with fewer a list of them is no help

constexpr const char* kLightId = "colours-light";
constexpr const char* kDarkId = "colours-dark";

const std::string kGenerator = "<meta name=\"generator\" content=\"affekt\">";

std::string render_head(const std::string& window_title) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
         "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n" +
         kGenerator + "\n" + fmt::format("<title>{}</title>\n<style>\n", escape_html(window_title)) +
         page_figure_style({kLightPageColours, kDarkPageColours, kLightId, kDarkId}) + kPageStyle +
         "</style>\n</head>\n";
}

/// Radio buttons that the style sheet reads: no script.
std::string render_switch() {
  const auto choice = [](const char* id, const char* label, bool is_checked) {
    return fmt::format("<label><input type=\"radio\" name=\"colours\" id=\"{}\"{}>{}</label>", id,
                       is_checked ? " checked" : "", label);
  };
  return "<fieldset class=\"switch\"><legend class=\"hidden\">Colours</legend>" +
         choice("colours-system", "System", true) + choice(kLightId, "Light", false) +
         choice(kDarkId, "Dark", false) + "</fieldset>\n";
}

std::string render_contents(const std::vector<PageSection>& sections) {
  if (sections.size() < kMinListedSections) return "";
  std::string text = "<nav aria-label=\"Sections of this page\">\n<ul>\n";
  for (const PageSection& section : sections)
    text += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.id, escape_html(section.title));
  return text + "</ul>\n</nav>\n";
}

}  // namespace

std::string render_page(const PageFrame& frame) {
  return render_head(frame.window_title) +
         "<body>\n<a class=\"skip\" href=\"#report\">Skip to the scores</a>\n<header>\n<div>\n" +
         fmt::format("<h1>{}</h1>\n", escape_html(frame.title)) +
         (frame.lead.empty() ? "" : fmt::format("<p class=\"lead\">{}</p>\n", escape_html(frame.lead))) +
         "</div>\n" + render_switch() + "</header>\n<main id=\"report\" tabindex=\"-1\">\n" + frame.overview +
         render_contents(frame.sections) + frame.body + "</main>\n</body>\n</html>\n";
}

bool is_page_of_affekt(std::string_view html) {
  return html.substr(0, html.find("<style>")).find(kGenerator) != std::string_view::npos;
}

std::string make_page_id(const std::string& title, std::vector<std::string>& taken) {
  std::string id;
  for (const char c : title) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) != 0) {
      id += static_cast<char>(std::tolower(byte));
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  if (id.empty()) id = "section";
  const auto is_taken = [&](const std::string& wanted) {
    return std::find(taken.begin(), taken.end(), wanted) != taken.end();
  };
  std::string free = id;
  for (int number = 2; is_taken(free); ++number) free = fmt::format("{}-{}", id, number);
  taken.push_back(free);
  return free;
}

}  // namespace affekt
