#include "evaluation/over_time/emotion_over_time_report.h"

#include <fmt/format.h>

#include <cmath>

#include "core/text/csv.h"
#include "core/version.h"
#include "evaluation/over_time/emotion_over_time_figure.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int kSchemaVersion = 1;
constexpr double kPlotMinWidth = 720;
constexpr size_t kSegmentsShownAtOnce = 40;

json rounded(double value, int decimals) {
  const double factor = std::pow(10.0, decimals);
  return std::round(value * factor) / factor;
}

/// The class's name; null where silent.
json answer(const EmotionOverTime& result, int32_t prediction) {
  return prediction == kSilentPrediction ? json() : json(class_or_silent(result, prediction));
}

json describe_window(const EmotionOverTime& result, const WindowEmotion& window) {
  json probabilities;
  for (const float probability : window.probabilities)
    probabilities.push_back(rounded(double{probability}, 6));
  return {{"start_s", rounded(window.start_s, 4)},
          {"end_s", rounded(window.end_s, 4)},
          {"center_s", rounded(window.center_s, 4)},
          {"level_db", rounded(window.level_db, 2)},
          {"silent", window.silent()},
          {"prediction", answer(result, window.prediction)},
          {"probabilities", probabilities}};
}

json build_facts(const OverTimeReportInput& input) {
  const EmotionOverTime& result = input.result;
  json facts = {{"schema_version", kSchemaVersion},
                {"tool", {{"version", tool_version()}, {"commit", git_commit()}}},
                {"recording", input.recording},
                {"duration_s", rounded(result.duration_s, 4)},
                {"model", input.model},
                {"trained_on", input.trained_on_name},
                {"validity", describe_validity(input.trained_on_name)},
                {"options",
                 {{"window_s", result.options.window_s},
                  {"hop_s", result.options.hop_s},
                  {"silence_db", result.options.silence_db}}},
                {"silent_below_db", rounded(result.silent_below_db, 2)},
                {"silent_share", rounded(result.silent_seconds / result.duration_s, 6)},
                {"class_names", result.class_names},
                {"classes", json::array()},
                {"segments", json::array()},
                {"windows", json::array()}};
  for (size_t k = 0; k < result.classes.size(); ++k) {
    const ClassShare& each = result.classes[k];
    facts["classes"].push_back(
        {{"class", result.class_names[k]},
         {"seconds", rounded(each.seconds, 4)},
         {"share", rounded(each.share, 6)},
         {"mean_probability", each.mean_probability ? rounded(*each.mean_probability, 6) : json()}});
  }
  for (const EmotionSegment& segment : result.segments) {
    const bool silent = segment.prediction == kSilentPrediction;
    facts["segments"].push_back({{"start_s", rounded(segment.start_s, 4)},
                                 {"end_s", rounded(segment.end_s, 4)},
                                 {"silent", silent},
                                 {"prediction", answer(result, segment.prediction)},
                                 {"probability", silent ? json() : rounded(segment.probability, 6)},
                                 {"num_windows", segment.num_windows}});
  }
  for (const WindowEmotion& window : result.windows)
    facts["windows"].push_back(describe_window(result, window));
  return facts;
}

std::string render_csv(const EmotionOverTime& result) {
  std::string text = "start_s,end_s,center_s,level_db,silent,prediction";
  for (const std::string& name : result.class_names) text += "," + quote_csv_field("p_" + name);
  text += "\n";
  for (const WindowEmotion& window : result.windows) {
    text += fmt::format("{:.4f},{:.4f},{:.4f},{:.2f},{},", window.start_s, window.end_s, window.center_s,
                        window.level_db, window.silent() ? 1 : 0);
    if (!window.silent()) text += quote_csv_field(class_or_silent(result, window.prediction));
    for (size_t k = 0; k < result.class_names.size(); ++k)
      text += window.silent() ? "," : fmt::format(",{:.6f}", window.probabilities[k]);
    text += "\n";
  }
  return text;
}

std::vector<Card> make_cards(const EmotionOverTime& result) {
  const size_t top = order_by_time(result)[0];
  const ClassShare& most = result.classes[top];
  const bool heard = most.mean_probability.has_value();
  const std::string duration = format_clock(result.duration_s);
  return {{"Most of the time", heard ? result.class_names[top] : "silent",
           heard ? fmt::format("{} of it, mean probability {}", format_percent(most.share, 0),
                               format_percent(*most.mean_probability, 0))
                 : "no window is loud enough"},
          {"Segments", format_count(static_cast<int64_t>(result.segments.size())),
           "spans of one answer in " + duration},
          {"Silent", format_percent(result.silent_seconds / result.duration_s, 0),
           fmt::format("{} of {}", format_clock(result.silent_seconds), duration)}};
}

Section make_plot_section(const EmotionOverTime& result, const std::string& title) {
  Section section = {
      "Along the recording",
      "Each window's answer stands at its centre, with straight lines between them; where there are too many "
      "for the page, means of neighbours are drawn. Point at the plot to see its numbers. " +
          describe_silence_rule(result),
      {FigureGroup{"emotion_over_time", title, {draw_emotion_over_time(result, title)}, kPlotMinWidth}}};
  Details parts = {"In parts of five minutes"};
  for (const Figure& part : draw_emotion_in_parts(result))
    parts.blocks.emplace_back(FigureGroup{"", part.title, {part}, kPlotMinWidth});
  if (!parts.blocks.empty()) section.blocks.emplace_back(parts);
  return section;
}

Section make_segments_section(const EmotionOverTime& result) {
  Table table;
  table.strong_column = 1;
  table.head = {"Time", "Class", "Probability", "Windows"};
  for (const EmotionSegment& segment : result.segments)
    table.rows.push_back(
        {format_span(segment.start_s, segment.end_s), class_or_silent(result, segment.prediction),
         segment.prediction == kSilentPrediction ? "–" : format_percent(segment.probability, 0),
         format_count(segment.num_windows)});
  const bool is_long = table.rows.size() > kSegmentsShownAtOnce;
  const Details all = {fmt::format("All {} segments", table.rows.size()), {table}};
  return {"Segments",
          "Neighbouring windows with the same answer; a window stands for the time around its centre.",
          {is_long ? Block(all) : Block(table)},
          /*is_narrow=*/true};
}

Section make_classes_section(const EmotionOverTime& result) {
  Table table;
  table.strong_column = 1;
  table.head = {"Class", "Share of time", "Time", "Mean probability"};
  const auto add_row = [&](const std::string& name, double seconds, double share,
                           const std::optional<double>& probability) {
    table.rows.push_back({name, format_percent(share), format_clock(seconds),
                          probability ? format_percent(*probability) : "–"});
  };
  for (const size_t k : order_by_time(result))
    add_row(result.class_names[k], result.classes[k].seconds, result.classes[k].share,
            result.classes[k].mean_probability);
  add_row("silent", result.silent_seconds, result.silent_seconds / result.duration_s, {});
  return {
      "Classes",
      "Time in which a class is the most probable one, and its mean probability wherever it is not silent.",
      {table},
      /*is_narrow=*/true};
}

}  // namespace

Report make_over_time_report(const OverTimeReportInput& input) {
  const EmotionOverTime& result = input.result;
  Report report;
  report.facts = build_facts(input);
  report.title = "Emotion over time: " + input.recording_name;
  report.subtitle = fmt::format("{}, {} · affekt {}", format_clock(result.duration_s),
                                describe_windows(result), tool_version());
  report.summary = render_over_time_text(input);
  report.notes = {{true, "validity", describe_validity(input.trained_on_name)}};
  report.cards = make_cards(result);
  json windows = report.facts["options"];
  windows["silent_below_db"] = std::round(10 * result.silent_below_db) / 10;
  windows["windows"] = result.windows.size();
  report.sections = {
      make_plot_section(result, report.title), make_segments_section(result), make_classes_section(result),
      Section{"Where this comes from",
              "The same recording, model and options give the same numbers.",
              {Facts{"Recording", input.recording}, Facts{"Model", input.model}, Facts{"Windows", windows}}}};
  report.tables = {{"emotion_over_time.csv", render_csv(result)}};
  return report;
}

}  // namespace affekt
