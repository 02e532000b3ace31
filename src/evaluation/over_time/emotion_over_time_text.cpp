// Emotion over time in words: for the terminal, and sentences that the report shares.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text/count_text.h"
#include "evaluation/over_time/emotion_over_time_figure.h"
#include "evaluation/over_time/emotion_over_time_report.h"

namespace affekt {
namespace {

std::string draw_bar(double share) {
  constexpr int kBarWidth = 20;
  const int filled = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kBarWidth));
  return std::string(static_cast<size_t>(filled), '#') +
         std::string(static_cast<size_t>(kBarWidth - filled), '.');
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

std::string render_over_time_text(const OverTimeReportInput& input, size_t max_segments) {
  const EmotionOverTime& result = input.result;
  size_t name_width = 6;  // "silent"
  for (const std::string& name : result.class_names) name_width = std::max(name_width, name.size());
  std::string text = fmt::format("{}: {}, {}\n\n", input.recording_name, format_clock(result.duration_s),
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
  const auto add_row = [&](const std::string& name, double share, const std::string& probability) {
    text += fmt::format("{:<{}}  {:>3.0f} %  {:>9}  {}\n", name, name_width, 100 * share, probability,
                        draw_bar(share));
  };
  for (const size_t k : order_by_time(result)) {
    const ClassShare& each = result.classes[k];
    add_row(result.class_names[k], each.share,
            each.mean_probability ? fmt::format("{:.2f}", *each.mean_probability) : "-");
  }
  if (result.silent_seconds > 0) add_row("silent", result.silent_seconds / result.duration_s, "-");
  return text + "\n" + describe_silence_rule(result) + "\n" + describe_validity(input.trained_on_name) + "\n";
}

}  // namespace affekt
