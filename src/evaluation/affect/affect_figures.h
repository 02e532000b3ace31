// The drawings of a report on predicted affect, each made of report.json's content.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "evaluation/figures/figure.h"

namespace affekt {

/// Average precision of each category with its interval, the highest first, beside its share in the split.
Figure draw_average_precisions(const nlohmann::json& facts);

/// One panel for each value: mean and deviation of the true ones where the predicted ones are alike.
std::vector<Figure> draw_predicted_values(const nlohmann::json& facts);

}  // namespace affekt
