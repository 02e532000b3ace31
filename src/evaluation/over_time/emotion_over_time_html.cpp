#include <fmt/format.h>

#include <cmath>

#include "core/version.h"
#include "evaluation/over_time/emotion_over_time_figure.h"
#include "evaluation/over_time/emotion_over_time_points.h"
#include "evaluation/over_time/emotion_over_time_report.h"
#include "evaluation/report/html_parts.h"
#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

std::string render_cards(const EmotionOverTime& result) {
  const auto card = [](const std::string& title, const std::string& value, const std::string& words) {
    return fmt::format(
        "<div class=\"card\"><h2>{}</h2><div class=\"value\">{}</div><div "
        "class=\"interval\">{}</div></div>\n",
        title, escape_html(value), escape_html(words));
  };
  const size_t top = order_by_time(result)[0];
  const ClassShare& most = result.classes[top];
  const double silent_share = result.silent_seconds / result.duration_s;
  const bool heard = most.mean_probability.has_value();
  return "<div class=\"cards\">\n" +
         card("Most of the time", heard ? result.class_names[top] : "silent",
              heard ? fmt::format("{} of it, mean probability {}", format_percent(most.share, 0),
                                  format_percent(*most.mean_probability, 0))
                    : "no window is loud enough") +
         card("Segments", format_count(static_cast<int64_t>(result.segments.size())),
              fmt::format("spans of one answer in {}", format_clock(result.duration_s))) +
         card("Silent", format_percent(silent_share, 0),
              fmt::format("{} of {}", format_clock(result.silent_seconds), format_clock(result.duration_s))) +
         "</div>\n";
}

std::string render_classes(const EmotionOverTime& result) {
  std::vector<std::vector<std::string>> rows;
  for (const size_t k : order_by_time(result)) {
    const ClassShare& each = result.classes[k];
    rows.push_back({escape_html(result.class_names[k]), format_percent(each.share, 1),
                    format_clock(each.seconds),
                    each.mean_probability ? format_percent(*each.mean_probability, 1) : "–"});
  }
  rows.push_back({"silent", format_percent(result.silent_seconds / result.duration_s, 1),
                  format_clock(result.silent_seconds), "–"});
  return html_section("Classes",
                      "Time in which a class is the most probable one, and its mean probability wherever it "
                      "is not silent.",
                      html_table({"Class", "Share of time", "Time", "Mean probability"}, rows));
}

std::string render_segments(const EmotionOverTime& result) {
  std::vector<std::vector<std::string>> rows;
  for (const EmotionSegment& segment : result.segments) {
    const bool silent = segment.prediction == kSilentPrediction;
    rows.push_back({format_clock(segment.start_s) + " – " + format_clock(segment.end_s),
                    escape_html(class_or_silent(result, segment.prediction)),
                    silent ? "–" : format_percent(segment.probability, 0),
                    format_count(segment.num_windows)});
  }
  const std::string table = html_table({"Time", "Class", "Probability", "Windows"}, rows);
  constexpr size_t kShownAtOnce = 40;
  return html_section(
      "Segments",
      "Neighbouring windows with the same answer; a window stands for the time around its centre.",
      rows.size() <= kShownAtOnce
          ? table
          : fmt::format("<details><summary>All {} segments</summary>{}</details>\n", rows.size(), table));
}

std::string render_plot(const OverTimeReport& report) {
  const EmotionOverTime& result = report.result;
  const auto draw = [](const Figure& figure) {
    return "<div class=\"scroll\"><figure style=\"min-width:720px\">" + figure.inline_svg() +
           "</figure></div>\n";
  };
  std::string body = draw(draw_emotion_over_time(result, "Probabilities along " + report.recording_name));
  std::string parts;
  for (const Figure& part : draw_emotion_in_parts(result)) parts += draw(part);
  if (!parts.empty())
    body += "<details><summary>In parts of five minutes</summary>\n" + parts + "</details>\n";
  return html_section("Along the recording",
                      "Each window's answer stands at its centre, with straight lines between them; where "
                      "there are too many for the page, means of neighbours are drawn. Point at the plot for "
                      "its figures. " +
                          describe_silence_rule(result),
                      body);
}

}  // namespace

std::string render_over_time_html(const OverTimeReport& report) {
  const EmotionOverTime& result = report.result;
  const std::string title = "Emotion over time: " + escape_html(report.recording_name);
  const std::string head =
      fmt::format("<h1>{}</h1>\n<p class=\"lead\">{}, {} · affekt {}</p>\n", title,
                  format_clock(result.duration_s), describe_windows(result), tool_version()) +
      fmt::format("<div class=\"note warning\" role=\"alert\"><b>Warning:</b> {}</div>\n",
                  escape_html(describe_validity(report.trained_on_name)));
  const json facts = {{"window_s", result.options.window_s},
                      {"hop_s", result.options.hop_s},
                      {"silence_db", result.options.silence_db},
                      {"silent_below_db", std::round(10 * result.silent_below_db) / 10},
                      {"windows", result.windows.size()}};
  return html_page(
      title, head + render_cards(result) + render_plot(report) + "<div class=\"halves\">\n<div>\n" +
                 render_segments(result) + "</div>\n<div>\n" + render_classes(result) + "</div>\n</div>\n" +
                 html_section(
                     "Where this comes from", "The same recording, model and options give the same numbers.",
                     "<div class=\"columns\">\n" + html_facts("Recording", report.recording) +
                         html_facts("Model", report.model) + html_facts("Windows", facts) + "</div>\n"));
}

}  // namespace affekt
