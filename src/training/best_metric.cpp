#include "training/best_metric.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/nearest_key.h"
#include "core/error.h"

namespace affekt {

MetricInfo find_best_metric(const TrainConfig& config, const std::vector<MetricInfo>& metrics) {
  if (const MetricInfo* metric = find_metric(metrics, config.best_metric)) return *metric;
  std::vector<std::string> names;
  for (const MetricInfo& metric : metrics) names.push_back(metric.name);
  throw ConfigError(fmt::format("train.best_metric: expected one of {{{}}}, got '{}'{}",
                                fmt::join(names, ", "), config.best_metric,
                                suggest_nearest(config.best_metric, names)));
}

bool is_better_value(const MetricInfo& metric, double value, double than) {
  return metric.higher_is_better ? value > than : value < than;
}

}  // namespace affekt
