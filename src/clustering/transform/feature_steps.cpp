#include "clustering/transform/feature_steps.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

constexpr float kTwelfth = 0.52359877559829887F;  // of a full turn: 2 pi / 12

[[noreturn]] void refuse_value(int64_t row, const std::string& column, const std::string& what) {
  throw DataError(fmt::format("row {}, column \"{}\": {}", row, column, what));
}

}  // namespace

StepKind kind_of(const FeatureTransform::Step& step) {
  if (step.kind == "log") return StepKind::kLog;
  if (step.kind == "circle") return StepKind::kCircle;
  AFFEKT_CHECK(step.kind == "linear", "unknown kind of step: " + step.kind);
  return StepKind::kLinear;
}

std::vector<StepKind> kinds_of(const FeatureTransform& transform) {
  std::vector<StepKind> kinds;
  for (const FeatureTransform::Step& step : transform.steps) kinds.push_back(kind_of(step));
  return kinds;
}

FeatureTransform plan_steps(const TransformOptions& options) {
  FeatureTransform transform;
  for (const std::string& column : options.columns) {
    if (column == "tempo" && options.log_tempo) {
      transform.steps.push_back({column, "log"});
      transform.expanded_names.push_back("log_" + column);
    } else if (column == "key" && options.circular_key) {
      transform.steps.push_back({column, "circle"});
      transform.expanded_names.push_back(column + "_cos");
      transform.expanded_names.push_back(column + "_sin");
    } else {
      transform.steps.push_back({column, "linear"});
      transform.expanded_names.push_back(column);
    }
  }
  return transform;
}

void expand_row(const FeatureTransform& transform, const std::vector<StepKind>& kinds, MatrixView rows,
                int64_t row, float* expanded) {
  const float* values = rows.row(row);
  for (size_t d = 0; d < kinds.size(); ++d) {
    const float value = values[d];
    const std::string& column = transform.steps[d].column;
    if (!std::isfinite(value)) refuse_value(row, column, "an empty cell or a value that is not finite");
    switch (kinds[d]) {
      case StepKind::kLinear:
        *expanded++ = value;
        break;
      case StepKind::kLog:
        if (value <= 0)
          refuse_value(row, column, fmt::format("{} has no logarithm; expected a value above 0", value));
        *expanded++ = std::log(value);
        break;
      case StepKind::kCircle:
        if (value < 0 || value > 11)
          refuse_value(row, column, fmt::format("{} is no key; expected 0 (C) to 11 (B)", value));
        *expanded++ = std::cos(value * kTwelfth);
        *expanded++ = std::sin(value * kTwelfth);
        break;
    }
  }
}

}  // namespace affekt
