#include "evaluation/classification/figures/classification_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "evaluation/classification/report_text.h"
#include "evaluation/figures/rows_of_shares.h"

namespace affekt {
namespace {

using nlohmann::json;
using Anchor = SvgCanvas::Anchor;

std::vector<json> sorted_by_uar(const json& groups) {
  std::vector<json> rows(groups.begin(), groups.end());
  std::stable_sort(rows.begin(), rows.end(), [](const json& a, const json& b) {
    return a["uar"].get<double>() > b["uar"].get<double>();
  });
  return rows;
}

}  // namespace

Figure draw_reliability(const json& facts) {
  SvgCanvas canvas(380, 380);
  const PlotArea area{44, 40, 322, 220};
  const PlotArea histogram{44, 284, 322, 52};
  canvas.text(area.left, 16, "Accuracy at each stated confidence", "title");
  canvas.text(area.left, 32, "accuracy, %", "axis-label");
  draw_percent_grid(canvas, area, true);
  int64_t largest = 1;
  const json& bins = facts["calibration"]["bins"];
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
  for (const double tick : round_ticks(0, 1, 5))
    canvas.text(histogram.x(tick), histogram.bottom() + 15, fmt::format("{:.0f}", 100 * tick), "tick",
                Anchor::kMiddle);
  canvas.text(histogram.left + histogram.width / 2, histogram.bottom() + 32,
              "confidence: probability of the predicted class, %", "axis-label", Anchor::kMiddle);
  return {
      "Reliability diagram",
      fmt::format("accuracy against confidence, the dashed line is perfect calibration; expected calibration "
                  "error {}",
                  format_number(facts["calibration"]["ece"])),
      canvas};
}

Figure draw_class_scores(const json& facts) {
  const json& rows = facts["per_class"];
  const std::vector<std::string> names = facts["data"]["class_names"];
  RowsOfShares figure(names, 30);
  SvgCanvas& canvas = figure.canvas;
  const PlotArea& area = figure.area;
  draw_series_names(canvas, area.left, 16, {{"Recall with 95 % interval", "s1"}, {"● precision", "s2"}});
  for (size_t k = 0; k < rows.size(); ++k) {
    const json& row = rows[k];
    const double y = figure.y(k);
    if (!row["recall"].is_null()) {
      const double recall = row["recall"], low = row["recall_ci95"][0], high = row["recall_ci95"][1];
      figure.draw_bar(
          k, recall, low, high,
          fmt::format("{}: recall {}, interval {}, of {} samples", names[k], format_percent(recall),
                      format_interval(MetricFormat::kPercent, row["recall_ci95"]),
                      format_count(row["support"])));
    }
    if (row["num_predicted"] > 0) {
      const double precision = row["precision"];
      canvas.circle(area.x(precision), y, 5, "s2",
                    fmt::format("{}: precision {}, of {} predictions", names[k], format_percent(precision),
                                format_count(row["num_predicted"])));
    }
  }
  figure.draw_axis();
  return {"Scores of each class", "recall as bars with 95 % interval, precision as dots", canvas};
}

Figure draw_score_strip(const json& facts, const MetricInfo& metric) {
  SvgCanvas canvas(260, 46);
  const PlotArea area{8, 6, 244, 14};
  const json& score = facts["metrics"][metric.name];
  const double value = score["value"];
  canvas.rect(area.left, area.top + 4, area.width, 6, "empty");
  canvas.rect(area.left, area.top + 4, area.x(value) - area.left, 6, "s1", {}, 0.35);
  if (score["ci95"].is_array()) {
    const double low = score["ci95"][0], high = score["ci95"][1];
    canvas.rect(area.x(low), area.top, area.x(high) - area.x(low), 14, "s1",
                "95 % interval " + format_interval(metric.format, score["ci95"]), 0.6);
  }
  std::string description = "at " + format_percent(value);
  const json& baselines = facts["baselines"];
  std::string baseline = baselines.contains("majority") ? "majority" : "uniform";
  const json& strongest = member_or_null(facts, "strongest_baseline");
  if (!strongest.is_null()) {
    const json& of_metric = member_or_null(member_or_null(strongest, "difference"), metric.name);
    baseline = of_metric.contains("baseline") ? of_metric["baseline"] : strongest["baseline"];
  }
  const json& reference_score = member_or_null(member_or_null(baselines, baseline), metric.name);
  if (reference_score.is_number()) {
    const double reference = reference_score;
    canvas.line(area.x(reference), area.top - 2, area.x(reference), area.bottom() + 4, "whisker");
    const std::string text = fmt::format("{} {}", baseline_title(baseline), format_percent(reference));
    const double half = 2.7 * static_cast<double>(text.size());
    const double middle = std::clamp(area.x(reference), area.left + half, area.right() - half);
    canvas.text(middle, area.bottom() + 18, text, "small", Anchor::kMiddle);
    description += ", baseline " + text;
  }
  canvas.circle(area.x(value), area.top + 7, 4.5, "s1", format_percent(value));
  return {metric.title + " between 0 and 100 %", description, canvas};
}

Figure draw_group_scores(const json& facts) {
  const json& per_group = facts["per_group"];
  const std::vector<json> rows = sorted_by_uar(per_group["groups"]);
  std::vector<std::string> names;
  for (const json& row : rows) names.push_back(row["group"]);
  RowsOfShares figure(names, 20);
  SvgCanvas& canvas = figure.canvas;
  const PlotArea& area = figure.area;
  draw_series_names(canvas, area.left, 16,
                    {{"● UAR", "s1"}, {"● accuracy", "s2"}, {"dashed: mean UAR", "small"}});
  for (size_t i = 0; i < rows.size(); ++i) {
    const json& row = rows[i];
    const double y = figure.y(i);
    const std::string tooltip =
        fmt::format("{}: UAR {}, accuracy {}, {} samples", names[i], format_percent(row["uar"]),
                    format_percent(row["accuracy"]), format_count(row["num_samples"]));
    canvas.circle(area.x(row["accuracy"]), y, 4, "s2", tooltip);
    canvas.circle(area.x(row["uar"]), y, 5, "s1", tooltip);
  }
  const double mean = per_group["spread"]["uar"]["mean"];
  canvas.line(area.x(mean), area.top, area.x(mean), area.bottom(), "reference");
  figure.draw_axis();
  const std::string unit = per_group["unit"];
  return {"Scores of each " + unit,
          fmt::format("UAR and accuracy of {}, UAR from {} to {}",
                      count_of(static_cast<int64_t>(rows.size()), unit),
                      format_percent(per_group["spread"]["uar"]["min"]),
                      format_percent(per_group["spread"]["uar"]["max"])),
          canvas};
}

}  // namespace affekt
