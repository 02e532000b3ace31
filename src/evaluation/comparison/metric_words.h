// What is said of a metric of any kind of report, where reports are put beside each other.
#pragma once

#include <string>

#include "metrics/metric_info.h"

namespace affekt {

/// By its name in report.json; of one that no kind knows (a newer affekt's), the name in words.
MetricInfo describe_metric(const std::string& name);

/// A difference of two values of the metric: "+1.2 points" of shares, "+0.012" of numbers; "0" for none.
/// What would round to 0 without being it is told by its order of magnitude: "-3e-06".
std::string format_metric_difference(const MetricInfo& metric, double difference);

}  // namespace affekt
