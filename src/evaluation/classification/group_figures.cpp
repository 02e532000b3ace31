#include <fmt/format.h>

#include <algorithm>

#include "evaluation/classification/classification_figures.h"
#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;
using Anchor = SvgCanvas::Anchor;

constexpr double kRowHeight = 20;
constexpr double kGroupCharacterWidth = 6.8;  // of the 12 px label, on average

std::vector<json> sorted_by_uar(const json& groups) {
  std::vector<json> rows(groups.begin(), groups.end());
  std::stable_sort(rows.begin(), rows.end(), [](const json& a, const json& b) {
    return a["uar"].get<double>() > b["uar"].get<double>();
  });
  return rows;
}

}  // namespace

Figure draw_group_scores(const json& report) {
  const json& per_group = report["per_group"];
  const std::vector<json> rows = sorted_by_uar(per_group["groups"]);
  size_t longest = 0;
  for (const json& row : rows) longest = std::max(longest, row["group"].get<std::string>().size());
  const double left = static_cast<double>(longest) * kGroupCharacterWidth + 16;
  const double height = static_cast<double>(rows.size()) * kRowHeight;
  SvgCanvas canvas(left + 330, height + 70);
  const PlotArea area{left, 34, 310, height};
  canvas.text(left, 16, "● UAR", "label s1");
  canvas.text(left + 60, 16, "● accuracy", "label s2");
  canvas.text(left + 145, 16, "dashed: mean UAR", "small");
  for (const double tick : round_ticks(0, 1, 5)) {
    canvas.line(area.x(tick), area.top, area.x(tick), area.bottom(), "grid");
    canvas.text(area.x(tick), area.bottom() + 15, fmt::format("{:.0f}", 100 * tick), "tick", Anchor::kMiddle);
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    const json& row = rows[i];
    const double y = area.top + (static_cast<double>(i) + 0.5) * kRowHeight;
    const std::string name = row["group"];
    const std::string tooltip =
        fmt::format("{}: UAR {}, accuracy {}, {} samples", name, format_percent(row["uar"]),
                    format_percent(row["accuracy"]), format_count(row["num_samples"]));
    canvas.text(left - 8, y + 4, name, "label", Anchor::kEnd);
    canvas.circle(area.x(row["accuracy"]), y, 4, "s2", tooltip);
    canvas.circle(area.x(row["uar"]), y, 5, "s1", tooltip);
  }
  const double mean = per_group["spread"]["uar"]["mean"];
  canvas.line(area.x(mean), area.top, area.x(mean), area.bottom(), "reference");
  canvas.line(area.left, area.top, area.left, area.bottom(), "axis");
  canvas.text(area.left + area.width / 2, area.bottom() + 30, "%", "axis-label", Anchor::kMiddle);
  const std::string unit = per_group["unit"];
  return {"Scores of each " + unit,
          fmt::format("UAR and accuracy of {}, UAR from {} to {}",
                      count_of(static_cast<int64_t>(rows.size()), unit),
                      format_percent(per_group["spread"]["uar"]["min"]),
                      format_percent(per_group["spread"]["uar"]["max"])),
          canvas};
}

}  // namespace affekt
