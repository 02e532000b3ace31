#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <regex>

#include "evaluation/report/matrix_figure.h"
#include "evaluation/report/render_report_console.h"
#include "evaluation/report/render_report_html.h"
#include "evaluation/report/render_report_markdown.h"
#include "tests/evaluation/report/markup_checks.h"
#include "tests/evaluation/report/report_fixtures.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Report with_blocks(std::vector<Block> blocks) {
  Report report;
  report.sections = {{"Title", "Lead.", std::move(blocks)}};
  return report;
}

TEST(RenderReport, EveryBlockStandsInHtmlAndMarkdown) {
  const Report report = make_full_report();
  const std::string html = render_report_html(report), markdown = render_report_markdown(report);
  expect_balanced_tags(html, "report.html");
  for (const std::string& form : {html, markdown}) {
    for (const char* words : {"cnn on faces", "Split test", "Only 5 samples.", "68.9 %",
                              "of the majority 20 %", "Scores", "What scores say", "A remark", "Metric",
                              "cat", "dog", "UAR", "mean of recalls", "seed", "42", "All rows", "inner cell"})
      EXPECT_THAT(form, HasSubstr(words));
  }
  EXPECT_THAT(html, HasSubstr("Rows: true class. Columns: predicted class."));
  EXPECT_THAT(markdown, HasSubstr("| True class \\\\ Predicted class | cat | dog |"));
  EXPECT_THAT(markdown, HasSubstr("![Curve](figures/curve.svg)"));
  EXPECT_THAT(markdown, HasSubstr("![Confusion](figures/confusion.svg)"));
  EXPECT_THAT(html, HasSubstr("aria-label=\"Curve"));
  EXPECT_THAT(html, HasSubstr("<title>cnn on faces: Accuracy 68.9 %</title>"));
}

TEST(RenderReport, WarningsStandFirstTheOtherNotesAreFolded) {
  Report report = make_full_report();
  report.notes.push_back({false, "second", "Another one."});
  const std::string html = render_report_html(report), markdown = render_report_markdown(report);
  EXPECT_THAT(html, HasSubstr("role=\"note\"><b>Warning:</b> Only 5 samples.</div>"));
  EXPECT_THAT(html, HasSubstr("<details><summary>2 notes</summary>\n<p>Made up.</p>\n<p>Another one.</p>"));
  EXPECT_LT(html.find("Only 5 samples."), html.find("2 notes"));
  EXPECT_THAT(html, HasSubstr("<a href=\"#warnings\">1 warning</a> belongs to these scores."));
  EXPECT_LT(html.find("1 warning</a>"), html.find("68.9 %</div>"));  // the scores between link and warnings
  EXPECT_LT(html.find("68.9 %</div>"), html.find("id=\"warnings\""));
  EXPECT_THAT(markdown, HasSubstr("> **Warning:** Only 5 samples.\n>\n> 2 notes at the end.\n"));
  EXPECT_THAT(markdown, ::testing::EndsWith("## Notes\n\n- Made up.\n- Another one.\n"));
  report.notes.resize(1);
  EXPECT_THAT(render_report_html(report), Not(HasSubstr("note</summary>")));
  report.notes[0].is_warning = false;
  EXPECT_THAT(render_report_html(report), Not(HasSubstr("#warnings")));
  report.notes[0].is_warning = true;
  EXPECT_THAT(render_report_markdown(report), Not(HasSubstr("## Notes")));
}

TEST(RenderReport, AllTextIsEscaped) {
  const std::string evil = "<script>\"&'|*_[x](y)`";
  Report report = make_full_report(evil);
  report.summary = "summary";
  const std::string html = render_report_html(report), markdown = render_report_markdown(report);
  expect_balanced_tags(html, "report.html");
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;&quot;&amp;&#39;"));
  EXPECT_FALSE(std::regex_search(markdown, std::regex("(^|[^\\\\])<script"))) << markdown;
  EXPECT_FALSE(std::regex_search(markdown, std::regex("[^\\\\]\\]\\(y\\)"))) << markdown;
}

TEST(RenderReport, ThePageNeedsNothingFromTheNetwork) {
  const std::string html = render_report_html(make_full_report());
  for (const char* words : {"<script", "<link", "@import", "url("}) EXPECT_THAT(html, Not(HasSubstr(words)));
  EXPECT_FALSE(std::regex_search(html, std::regex("(src|href)=\"(?!data:|#)")));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme:dark"));
  EXPECT_THAT(html, HasSubstr("name=\"viewport\""));
}

TEST(RenderReport, EveryTableHasACaptionAndItsCellsSayWhatTheyHead) {
  const std::vector<std::vector<std::string>> rows = {{"a", "1"}};
  const std::string html = render_report_html(
      with_blocks({Table{"Named", "Note.", {"", "B"}, rows}, Table{"", "", {"A", "B"}, rows},
                   Details{"Inside", {Table{"", "", {"A", "B"}, rows}}}}));
  for (const char* caption : {"<h3>Named</h3>", "<p class=\"muted\">Note.</p>",
                              "<span class=\"hidden\">Title</span>", "<span class=\"hidden\">Inside</span>"})
    EXPECT_THAT(html, HasSubstr(caption));  // a table without a title is named for what it stands in
  EXPECT_THAT(html, HasSubstr("<tr><td></td><th scope=\"col\">B</th></tr>"));  // no heading without words
  EXPECT_THAT(html, HasSubstr("role=\"group\" aria-label=\"Named\" tabindex=\"0\"><table>"));
}

TEST(RenderReport, TheSectionsAreListedAboveThemAndEachLinkLeadsToOne) {
  Report report;
  report.sections = {{"Scores"}, {"Where it's from"}, {"Scores"}};
  std::string html = render_report_html(report);
  for (const auto& [id, title] :
       {std::pair{"scores", "Scores"}, {"where-it-s-from", "Where it&#39;s from"}, {"scores-2", "Scores"}}) {
    EXPECT_THAT(html, HasSubstr(fmt::format("<li><a href=\"#{}\">{}</a></li>", id, title)));
    EXPECT_THAT(html, HasSubstr(fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-title\">", id)));
  }
  report.sections.pop_back();  // two are seen at once
  EXPECT_THAT(render_report_html(report), Not(HasSubstr("<nav")));
}

TEST(RenderReport, ASecondLineOfACellIsSmallerAndTheMainValueStandsOut) {
  const Report report = with_blocks({Table{"", "", {"Metric", "Value"}, {{"UAR", "61 %\n58 – 64 %"}}, 1}});
  EXPECT_THAT(render_report_html(report),
              HasSubstr("<td class=\"strong\">61 %<small>58 – 64 %</small></td>"));
  EXPECT_THAT(render_report_markdown(report), HasSubstr("| UAR | **61 %** (58 – 64 %) |"));
}

TEST(RenderReport, NarrowSectionsStandInTwoColumnsFactsSideBySide) {
  Report report;
  report.sections = {{"One", "", {}, true}, {"Two", "", {}, true}, {"Three", "", {}, true}, {"Four", "", {}}};
  std::string html = render_report_html(report);
  expect_balanced_tags(html, "report.html");
  EXPECT_THAT(html, HasSubstr("<div class=\"halves\">"));
  EXPECT_LT(html.find("<h2 id=\"three-title"),
            html.find("<h2 id=\"two-title"));  // under One, in the left column
  report.sections[1].is_narrow = report.sections[2].is_narrow = false;
  EXPECT_THAT(render_report_html(report),
              Not(HasSubstr("<div class=\"halves\">")));  // One has none beside it

  html = render_report_html(with_blocks({Facts{"A", {{"x", 1}}}, Facts{"B", {{"y", 2}}}, Text{"end"}}));
  expect_balanced_tags(html, "report.html");
  EXPECT_EQ(html.find("<div class=\"columns\">"), html.rfind("<div class=\"columns\">"));
}

TEST(RenderReport, FiguresWithoutANameAreOnThePageOnly) {
  FigureGroup group{"", "Parts", {Figure{"Part", "of it", SvgCanvas(10, 10)}}, 720};
  const Report report = with_blocks({Details{"More", {group}}});
  EXPECT_THAT(render_report_markdown(report), Not(HasSubstr("figures/")));
}

TEST(RenderReport, OnANarrowPageEveryFigureIsWholeAndAWideOneCanBeEnlarged) {
  for (const auto& [width, min_width, enlarged] :
       {std::array{360.0, 0.0, 0.0}, {360.0, 620.0, 620.0}, {900.0, 620.0, 620.0}, {900.0, 0.0, 900.0}}) {
    const Figure figure{"Map", "of all", SvgCanvas(width, 500)};
    const std::string html =
        render_report_html(with_blocks({FigureGroup{"map", "Map", {figure}, min_width}}));
    // The drawing takes the page's width and keeps its shape; nothing holds it wider.
    EXPECT_THAT(html, HasSubstr("svg.fig{display:block;width:100%;height:auto"));
    const std::string body = html.substr(html.find("<body>"));
    EXPECT_TRUE(std::regex_search(body, std::regex("<svg [^>]*viewBox=\"0 0 [39][60]0 500\"")));
    EXPECT_FALSE(std::regex_search(body, std::regex("<svg[^>]* width=|[^-]min-width"))) << body;
    EXPECT_EQ(body.find("Enlarge: Map") != std::string::npos, enlarged > 0);
    EXPECT_EQ(body.find(fmt::format("--width:{:.0f}px", enlarged)) != std::string::npos, enlarged > 0);
    expect_balanced_tags(html, "report.html");
  }
  EXPECT_THAT(render_report_html(Report{}), HasSubstr(":has(:checked)+.scroll>*{min-width:var(--width)}"));
}

TEST(RenderReport, WhatBeginsLikeAHeadingIsStillAParagraph) {
  EXPECT_THAT(render_report_markdown(with_blocks({Text{"# no heading"}, Text{"> no quotation"}})),
              HasSubstr("\\# no heading\n\n\\> no quotation"));
}

TEST(RenderReport, MatrixNamesWiderThanTheirColumnsAreTurned) {
  Matrix matrix{"m", "Matrix", "True class", "Predicted class", {"a", "b"}, {{1, 3}, {0, 0}}};
  const std::string html = render_report_html(with_blocks({matrix}));
  EXPECT_THAT(html, HasSubstr("<table class=\"matrix\""));
  EXPECT_THAT(html, HasSubstr("Rows: true class. Columns: predicted class."));
  EXPECT_THAT(html, HasSubstr("75\u00a0%<small>3</small>"));
  EXPECT_THAT(html, HasSubstr("–<small>0</small>"));  // a row without samples has no shares
  expect_balanced_tags(draw_matrix(matrix).standalone_svg(), "m.svg");
  matrix.names = std::vector<std::string>(8, "surprised");
  matrix.counts.assign(8, std::vector<int64_t>(8, 1));
  EXPECT_THAT(render_report_html(with_blocks({matrix})), HasSubstr("<table class=\"matrix turned\""));
}

TEST(RenderReport, ImagesOfAGalleryAreInThePage) {
  const Report report = with_blocks({Gallery{{{"a.png", "Man", {}, {"sad", "taken for happy"}}}}});
  EXPECT_THAT(render_report_html(report),
              HasSubstr("<img src=\"data:image/png;base64,TWFu\" alt=\"a.png: sad, taken for happy\""));
  for (const auto& [bytes, base64] : {std::pair{"Ma", "TWE="}, std::pair{"M", "TQ=="}})
    EXPECT_THAT(render_report_html(with_blocks({Gallery{{{"a", bytes, {}, {}}}}})),
                HasSubstr("base64," + std::string(base64) + "\""));
}

TEST(RenderReport, TheConsoleSaysTheSummaryAndWhatWarns) {
  Report report = make_full_report();
  report.summary = "accuracy 68.9 %";
  EXPECT_EQ(render_report_console(report), "accuracy 68.9 %\nwarning: Only 5 samples.\n");
  report.summary.clear();
  EXPECT_EQ(render_report_console(report), "warning: Only 5 samples.\n");
}

}  // namespace
}  // namespace affekt
