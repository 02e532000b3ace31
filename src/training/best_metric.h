// Which of a task's metrics chooses the kept epoch.
#pragma once

#include <vector>

#include "config/experiment_config.h"
#include "metrics/metric_info.h"

namespace affekt {

/// The metric that train.best_metric names.
/// @throws ConfigError that lists the task's metrics and suggests the nearest
MetricInfo find_best_metric(const TrainConfig& config, const std::vector<MetricInfo>& metrics);

/// Equal values and NaN are no better.
bool is_better_value(const MetricInfo& metric, double value, double than);

}  // namespace affekt
