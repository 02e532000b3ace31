// What is said of a metric of any kind of report, where reports are put beside each other.
#pragma once

#include <string>

#include "metrics/metric_info.h"

namespace affekt {

/// By its name in report.json; of one that no kind knows (a newer affekt's), the name in words.
MetricInfo describe_metric(const std::string& name);

}  // namespace affekt
