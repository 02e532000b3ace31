#include "app/engine/headline.h"

#include <fmt/format.h>

#include "core/count_text.h"
#include "evaluation/classification/report_text.h"

namespace affekt {

std::string describe_headline(const nlohmann::json& report) {
  const std::string name = report.at("headline");
  const auto& metric = report.at("metrics").at(name);
  const auto& data = report.at("data");
  std::string interval = "no interval";
  if (metric.at("ci95").is_array()) {
    interval = fmt::format("95 % interval {:.1f} to {:.1f}", 100 * metric.at("ci95").at(0).get<double>(),
                           100 * metric.at("ci95").at(1).get<double>());
  }
  const bool grouped = report.at("bootstrap").at("unit") != "sample";
  return fmt::format(
      "{} {:.1f} % ({}{}) on {} of the {} split{}", name == "uar" ? "UAR" : name,
      100 * metric.at("value").get<double>(), interval, grouped ? " over " + resampled_units(report) : "",
      count_of(data.at("num_samples"), "sample"), data.at("split").get<std::string>(),
      report.contains("cross_validation")
          ? fmt::format("s of {} folds, pooled", report.at("cross_validation").at("folds").size())
          : "");
}

std::string list_cautions(const nlohmann::json& report) {
  std::string lines;
  for (const auto& note : report.at("notes"))
    if (note.at("level") == "warning") lines += "warning: " + note.at("text").get<std::string>() + "\n";
  return lines;
}

}  // namespace affekt
