#include "evaluation/over_time/emotion_over_time_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <system_error>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/version.h"
#include "evaluation/report/csv.h"
#include "evaluation/over_time/emotion_over_time_figure.h"
#include "evaluation/over_time/emotion_over_time_points.h"
#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int kSchemaVersion = 1;

std::string draw_bar(double share) {
  constexpr int kBarWidth = 20;
  const int filled = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kBarWidth));
  return std::string(static_cast<size_t>(filled), '#') +
         std::string(static_cast<size_t>(kBarWidth - filled), '.');
}

json rounded(double value, int decimals) {
  const double factor = std::pow(10.0, decimals);
  return std::round(value * factor) / factor;
}

json window_json(const EmotionOverTime& result, const WindowEmotion& window) {
  json object = {{"start_s", rounded(window.start_s, 4)},
                 {"end_s", rounded(window.end_s, 4)},
                 {"center_s", rounded(window.center_s, 4)},
                 {"level_db", rounded(window.level_db, 2)},
                 {"silent", window.silent()},
                 {"prediction", nullptr},
                 {"probabilities", nullptr}};
  if (window.silent()) return object;
  object["prediction"] = class_or_silent(result, window.prediction);
  object["probabilities"] = json::array();
  for (const float probability : window.probabilities)
    object["probabilities"].push_back(rounded(double{probability}, 6));
  return object;
}

}  // namespace

std::string describe_windows(const EmotionOverTime& result) {
  const size_t count = result.windows.size();
  if (count == 1)
    return fmt::format("one window of {:.2f} s", result.windows[0].end_s - result.windows[0].start_s);
  return fmt::format("{} windows of {} s every {} s", format_count(static_cast<int64_t>(count)),
                     result.options.window_s, result.options.hop_s);
}

std::string describe_silence_rule(const EmotionOverTime& result) {
  const std::string threshold =
      result.silent_below_db > kLowestLevelDb
          ? fmt::format("{:.0f} dB of full scale, {:g} dB below the loudest one (--silence-db)",
                        result.silent_below_db, result.options.silence_db)
          : fmt::format("{:.0f} dB of full scale", kLowestLevelDb);
  const WindowEmotion& window = result.windows.front();
  return fmt::format(
      "A window is silent at or below {}; the model is not asked there. Only a pause as long as a window "
      "({:.3g} s) can be silent: in a shorter one stands the answer to the speech beside it.",
      threshold, window.end_s - window.start_s);
}

std::string describe_validity(const std::string& trained_on_name) {
  const std::string elsewhere =
      "Its probabilities on other speech (calls, talks, other languages and microphones) are not validated.";
  if (trained_on_name == "ravdess")
    return "The model learnt from RAVDESS: actors who speak two fixed English sentences with an emotion they "
           "were asked to play. " +
           elsewhere;
  if (trained_on_name.empty()) return "It is not known which speech the model learnt from. " + elsewhere;
  return "The model learnt from the data set '" + trained_on_name + "'. " + elsewhere;
}

std::string render_over_time_text(const OverTimeReport& report, size_t max_segments) {
  const EmotionOverTime& result = report.result;
  size_t name_width = 6;  // "silent"
  for (const std::string& name : result.class_names) name_width = std::max(name_width, name.size());
  std::string text = fmt::format("{}: {}, {}\n\n", report.recording_name, format_clock(result.duration_s),
                                 describe_windows(result));
  const size_t clock_width = format_clock(result.duration_s).size();
  const size_t shown = std::min(result.segments.size(), max_segments);
  for (size_t i = 0; i < shown; ++i) {
    const EmotionSegment& segment = result.segments[i];
    text += fmt::format("{:>{}}-{:<{}}  ", format_clock(segment.start_s), clock_width,
                        format_clock(segment.end_s), clock_width);
    if (segment.prediction == kSilentPrediction) {
      text += "silent\n";
      continue;
    }
    text += fmt::format("{:<{}}  {:.2f}  {}\n", class_or_silent(result, segment.prediction), name_width,
                        segment.probability, draw_bar(segment.probability));
  }
  if (shown < result.segments.size())
    text += fmt::format("... and {} segments more\n", result.segments.size() - shown);

  text += fmt::format("\n{:<{}}  {:>5}  {:>9}\n", "class", name_width, "time", "mean prob");
  for (const size_t k : order_by_time(result)) {
    const ClassShare& each = result.classes[k];
    text += fmt::format(
        "{:<{}}  {:>3.0f} %  {:>9}  {}\n", result.class_names[k], name_width, 100 * each.share,
        each.mean_probability ? fmt::format("{:.2f}", *each.mean_probability) : "-", draw_bar(each.share));
  }
  if (result.silent_seconds > 0) {
    const double share = result.silent_seconds / result.duration_s;
    text += fmt::format("{:<{}}  {:>3.0f} %  {:>9}  {}\n", "silent", name_width, 100 * share, "-",
                        draw_bar(share));
  }
  return text + "\n" + describe_silence_rule(result) + "\n" + describe_validity(report.trained_on_name) +
         "\n";
}

std::string render_over_time_csv(const EmotionOverTime& result) {
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

json build_over_time_json(const OverTimeReport& report) {
  const EmotionOverTime& result = report.result;
  json object = {{"schema_version", kSchemaVersion},
                 {"tool", {{"version", tool_version()}, {"commit", git_commit()}}},
                 {"recording", report.recording},
                 {"duration_s", rounded(result.duration_s, 4)},
                 {"model", report.model},
                 {"trained_on", report.trained_on_name},
                 {"validity", describe_validity(report.trained_on_name)},
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
    object["classes"].push_back(
        {{"class", result.class_names[k]},
         {"seconds", rounded(each.seconds, 4)},
         {"share", rounded(each.share, 6)},
         {"mean_probability", each.mean_probability ? rounded(*each.mean_probability, 6) : json()}});
  }
  for (const EmotionSegment& segment : result.segments) {
    const bool silent = segment.prediction == kSilentPrediction;
    object["segments"].push_back(
        {{"start_s", rounded(segment.start_s, 4)},
         {"end_s", rounded(segment.end_s, 4)},
         {"silent", silent},
         {"prediction", silent ? json() : json(class_or_silent(result, segment.prediction))},
         {"probability", silent ? json() : rounded(segment.probability, 6)},
         {"num_windows", segment.num_windows}});
  }
  for (const WindowEmotion& window : result.windows) object["windows"].push_back(window_json(result, window));
  return object;
}

void write_over_time_report(const std::filesystem::path& directory, const OverTimeReport& report) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw ArtifactError(directory.string() + ": can't make the folder: " + error.message());
  write_text_atomically(directory / "emotion_over_time.csv", render_over_time_csv(report.result));
  write_text_atomically(
      directory / "emotion_over_time.svg",
      draw_emotion_over_time(report.result, "Emotion over time: " + report.recording_name).standalone_svg());
  write_text_atomically(directory / "emotion_over_time.html", render_over_time_html(report));
  // Last, so that it is there only when all the rest is. A file name may be no UTF-8.
  write_text_atomically(
      directory / "emotion_over_time.json",
      build_over_time_json(report).dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

}  // namespace affekt
