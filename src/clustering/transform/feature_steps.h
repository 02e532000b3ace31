// The first steps of a feature transform: the columns as the catalogue has them to logarithms and points on a
// circle.
#pragma once

#include <vector>

#include "clustering/transform/feature_transform.h"

namespace affekt {

enum class StepKind { kLinear, kLog, kCircle };

StepKind kind_of(const FeatureTransform::Step& step);
std::vector<StepKind> kinds_of(const FeatureTransform& transform);

/// Steps and names, without any number.
FeatureTransform plan_steps(const TransformOptions& options);

/// In float32, as the graph does it.
/// @param kinds  kinds_of(transform)  @param expanded  [E], filled in
/// @throws DataError naming row and column: as fit_transform refuses values
void expand_row(const FeatureTransform& transform, const std::vector<StepKind>& kinds, MatrixView rows,
                int64_t row, float* expanded);

}  // namespace affekt
