// What is said of a metric wherever it is shown: its words, how its values are written, which way is better.
#pragma once

#include <string>
#include <vector>

namespace affekt {

enum class MetricFormat {
  kPercent,      // a share: 0.689 is "68.9 %"
  kNumber,       // three decimals
  kLargeNumber,  // a sum: from 1,000 on without decimals
};

struct MetricInfo {
  std::string name;         // snake_case, as in report.json: "macro_f1"
  std::string title;        // "Macro F1"
  std::string explanation;  // one sentence
  MetricFormat format = MetricFormat::kNumber;
  bool higher_is_better = true;
};

/// The metric of that name; null if there is none.
inline const MetricInfo* find_metric(const std::vector<MetricInfo>& metrics, const std::string& name) {
  for (const MetricInfo& metric : metrics)
    if (metric.name == name) return &metric;
  return nullptr;
}

}  // namespace affekt
