#include "evaluation/comparison/metric_words.h"

#include <fmt/format.h>

#include <cmath>

#include "evaluation/report/value_text.h"
#include "evaluation/songs/song_report_text.h"
#include "metrics/affect_scores.h"
#include "metrics/prediction_scores.h"
#include "metrics/ranking.h"

namespace affekt {

MetricInfo describe_metric(const std::string& name) {
  for (const std::vector<MetricInfo>& metrics :
       {prediction_metrics(), affect_metrics(), ranking_metrics(), song_metrics()})
    if (const MetricInfo* found = find_metric(metrics, name)) return *found;
  MetricInfo unknown;
  unknown.name = name;
  unknown.title = capitalised(key_to_words(name));
  return unknown;
}

std::string format_metric_difference(const MetricInfo& metric, double difference) {
  const bool is_share = metric.format == MetricFormat::kPercent;
  const double shown = is_share ? 100 * difference : difference;
  const int decimals = is_share ? 2 : 4;
  if (shown == 0) return "0";
  const bool rounds_to_zero = std::abs(shown) < 0.5 * std::pow(10.0, -decimals);
  return (shown > 0 ? "+" : "") +
         (rounds_to_zero ? fmt::format("{:.0e}", shown) : fmt::format("{:.{}f}", shown, decimals)) +
         (is_share ? " points" : "");
}

}  // namespace affekt
