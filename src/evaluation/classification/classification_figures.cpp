#include "evaluation/classification/classification_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;
using Anchor = SvgCanvas::Anchor;

constexpr double kDarkCell = 0.75;       // share from which a cell's text needs the light colour
constexpr double kCharacterWidth = 6.8;  // of the 12 px label, on average

double label_width(const std::vector<std::string>& names) {
  size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  return static_cast<double>(longest) * kCharacterWidth + 10;
}

void draw_percent_grid(SvgCanvas& canvas, const PlotArea& area, bool horizontal) {
  for (const double tick : round_ticks(0, 1, 5)) {
    const std::string text = fmt::format("{:.0f}", 100 * tick);
    if (horizontal) {
      canvas.line(area.left, area.y(tick), area.right(), area.y(tick), "grid");
      canvas.text(area.left - 6, area.y(tick) + 4, text, "tick", Anchor::kEnd);
    } else {
      canvas.line(area.x(tick), area.top, area.x(tick), area.bottom(), "grid");
      canvas.text(area.x(tick), area.bottom() + 15, text, "tick", Anchor::kMiddle);
    }
  }
}

}  // namespace

Figure draw_confusion(const json& report) {
  const json& confusion = report["confusion"];
  const std::vector<std::string> names = confusion["class_names"];
  const double cell = 62, left = label_width(names) + 22, top = 58;
  const auto size = static_cast<double>(names.size()) * cell;
  SvgCanvas canvas(left + size + 12, top + size + 12);
  canvas.text(left + size / 2, 18, "Predicted class", "title", Anchor::kMiddle);
  canvas.text(8, top - 12, "True class", "title");
  for (size_t row = 0; row < names.size(); ++row) {
    const double y = top + static_cast<double>(row) * cell;
    const std::vector<int64_t> counts = confusion["counts"][row];
    int64_t support = 0;
    for (const int64_t count : counts) support += count;
    canvas.text(left - 8, y + cell / 2 + 4, names[row], "label", Anchor::kEnd);
    canvas.text(left + static_cast<double>(row) * cell + cell / 2, top - 12, names[row], "label",
                Anchor::kMiddle);
    for (size_t column = 0; column < names.size(); ++column) {
      const double x = left + static_cast<double>(column) * cell;
      const double share =
          support > 0 ? static_cast<double>(counts[column]) / static_cast<double>(support) : 0;
      const std::string tooltip =
          fmt::format("{} taken for {}: {} of {} ({})", names[row], names[column],
                      format_count(counts[column]), format_count(support), format_percent(share));
      if (counts[column] == 0) {
        canvas.rect(x, y, cell, cell, "empty", tooltip);
      } else {
        canvas.rect(x, y, cell, cell, "cell", tooltip, 0.05 + 0.95 * share);
      }
      const bool light = share >= kDarkCell;
      canvas.text(x + cell / 2, y + cell / 2 - 1, support > 0 ? fmt::format("{:.0f} %", 100 * share) : "–",
                  light ? "label on-heat" : "label", Anchor::kMiddle);
      canvas.text(x + cell / 2, y + cell / 2 + 15, format_count(counts[column]),
                  light         ? "small on-heat"
                  : share > 0.3 ? "small dark"
                                : "small",
                  Anchor::kMiddle);
    }
  }
  return {"Confusion matrix",
          fmt::format("rows are true classes, columns predicted ones; accuracy {}",
                      format_percent(report["metrics"]["accuracy"]["value"])),
          canvas};
}

Figure draw_reliability(const json& report) {
  SvgCanvas canvas(380, 380);
  const PlotArea area{44, 40, 322, 220};
  const PlotArea histogram{44, 284, 322, 52};
  canvas.text(area.left, 16, "Accuracy at each stated confidence", "title");
  canvas.text(area.left, 32, "accuracy, %", "axis-label");
  draw_percent_grid(canvas, area, true);
  int64_t largest = 1;
  const json& bins = report["calibration"]["bins"];
  for (const json& bin : bins) largest = std::max(largest, bin["count"].get<int64_t>());
  for (const json& bin : bins) {
    const int64_t count = bin["count"];
    if (count == 0) continue;
    const double low = bin["low"], high = bin["high"], accuracy = bin["accuracy"],
                 confidence = bin["confidence"];
    const std::string tooltip =
        fmt::format("confidence {:.0f} – {:.0f} %: {} samples, mean confidence {}, accuracy {}", 100 * low,
                    100 * high, format_count(count), format_percent(confidence), format_percent(accuracy));
    const double x = area.x(low) + 1, width = area.x(high) - area.x(low) - 2;
    canvas.rect(x, area.y(accuracy), width, area.bottom() - area.y(accuracy), "s1", tooltip, 0.8);
    const double top = std::max(accuracy, confidence), bottom = std::min(accuracy, confidence);
    canvas.rect(x, area.y(top), width, area.y(bottom) - area.y(top), "gap", tooltip);
    const double height = histogram.height * static_cast<double>(count) / static_cast<double>(largest);
    canvas.rect(x, histogram.bottom() - height, width, height, "histogram", tooltip);
  }
  canvas.line(area.x(0), area.y(0), area.x(1), area.y(1), "reference");
  canvas.line(area.left, area.bottom(), area.right(), area.bottom(), "axis");
  canvas.line(histogram.left, histogram.bottom(), histogram.right(), histogram.bottom(), "axis");
  canvas.text(histogram.left, histogram.top - 6,
              fmt::format("samples per bin (largest {})", format_count(largest)), "axis-label");
  for (const double tick : round_ticks(0, 1, 5)) {
    canvas.text(histogram.x(tick), histogram.bottom() + 15, fmt::format("{:.0f}", 100 * tick), "tick",
                Anchor::kMiddle);
  }
  canvas.text(histogram.left + histogram.width / 2, histogram.bottom() + 32,
              "confidence: probability of the predicted class, %", "axis-label", Anchor::kMiddle);
  return {
      "Reliability diagram",
      fmt::format("accuracy against confidence, the dashed line is perfect calibration; expected calibration "
                  "error {}",
                  format_number(report["calibration"]["ece"])),
      canvas};
}

Figure draw_class_scores(const json& report) {
  const json& rows = report["per_class"];
  const std::vector<std::string> names = report["data"]["class_names"];
  const double step = 30, left = label_width(names) + 6;
  const double height = static_cast<double>(names.size()) * step;
  SvgCanvas canvas(left + 330, height + 66);
  const PlotArea area{left, 34, 310, height};
  canvas.text(left, 16, "Recall with 95 % interval", "label s1");
  canvas.text(left + 170, 16, "● precision", "label s2");
  draw_percent_grid(canvas, area, false);
  for (size_t k = 0; k < rows.size(); ++k) {
    const json& row = rows[k];
    const double y = area.top + (static_cast<double>(k) + 0.5) * step;
    canvas.text(left - 8, y + 4, names[k], "label", Anchor::kEnd);
    if (!row["recall"].is_null()) {
      const double recall = row["recall"], low = row["recall_ci95"][0], high = row["recall_ci95"][1];
      canvas.rect(area.left, y - 9, area.x(recall) - area.left, 18, "s1",
                  fmt::format("{}: recall {}, interval {}, of {} samples", names[k], format_percent(recall),
                              format_interval("uar", row["recall_ci95"]), format_count(row["support"])),
                  0.75);
      canvas.line(area.x(low), y, area.x(high), y, "whisker");
      canvas.line(area.x(low), y - 4, area.x(low), y + 4, "whisker");
      canvas.line(area.x(high), y - 4, area.x(high), y + 4, "whisker");
    }
    if (row["num_predicted"] > 0) {
      const double precision = row["precision"];
      canvas.circle(area.x(precision), y, 5, "s2",
                    fmt::format("{}: precision {}, of {} predictions", names[k], format_percent(precision),
                                format_count(row["num_predicted"])));
    }
  }
  canvas.line(area.left, area.top, area.left, area.bottom(), "axis");
  canvas.text(area.left + area.width / 2, area.bottom() + 30, "%", "axis-label", Anchor::kMiddle);
  return {"Scores of each class", "recall as bars with 95 % interval, precision as dots", canvas};
}

Figure draw_score_strip(const json& report, const std::string& name) {
  SvgCanvas canvas(260, 46);
  const PlotArea area{8, 6, 244, 14};
  const json& metric = report["metrics"][name];
  const double value = metric["value"];
  canvas.rect(area.left, area.top + 4, area.width, 6, "empty");
  canvas.rect(area.left, area.top + 4, area.x(value) - area.left, 6, "s1", {}, 0.35);
  if (metric["ci95"].is_array()) {
    const double low = metric["ci95"][0], high = metric["ci95"][1];
    canvas.rect(area.x(low), area.top, area.x(high) - area.x(low), 14, "s1",
                "95 % interval " + format_interval(name, metric["ci95"]), 0.6);
  }
  std::string description = "at " + format_percent(value);
  const json& baselines = report["baselines"];
  std::string baseline = baselines.contains("majority") ? "majority" : "uniform";
  if (report.contains("strongest_baseline")) baseline = report["strongest_baseline"]["baseline"];
  if (baselines[baseline].contains(name)) {
    const double reference = baselines[baseline][name];
    canvas.line(area.x(reference), area.top - 2, area.x(reference), area.bottom() + 4, "whisker");
    const std::string text = fmt::format("{} {}", baseline_title(baseline), format_percent(reference));
    const double half = 2.7 * static_cast<double>(text.size());
    const double middle = std::clamp(area.x(reference), area.left + half, area.right() - half);
    canvas.text(middle, area.bottom() + 18, text, "small", Anchor::kMiddle);
    description += ", baseline " + text;
  }
  canvas.circle(area.x(value), area.top + 7, 4.5, "s1", format_percent(value));
  return {metric_title(name) + " between 0 and 100 %", description, canvas};
}

}  // namespace affekt
