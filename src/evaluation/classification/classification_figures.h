// The report's figures: confusion matrix, learning curves, reliability diagram, per-class scores.
#pragma once

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evaluation/classification/learning_curves.h"
#include "evaluation/figures/figure.h"

namespace affekt {

/// @param report  report.json's content, for all of these
Figure draw_confusion(const nlohmann::json& report);
Figure draw_reliability(const nlohmann::json& report);
Figure draw_class_scores(const nlohmann::json& report);
/// UAR and accuracy of each group (speaker) as dots, the best on top. @param report  with per_group
Figure draw_group_scores(const nlohmann::json& report);

/// The epoch whose weights the model has, marked with a line.
struct EpochMark {
  double epoch = std::numeric_limits<double>::quiet_NaN();  // NaN: no mark
  bool is_last = false;                                     // kept as the last one, not chosen by its score
};

/// One panel each for losses, scores and learning rate, as far as there are columns. Empty without any.
std::vector<Figure> draw_learning_curves(const LearningCurves& curves, const EpochMark& mark);

/// One score on a line from 0 to 100 % with its interval and the baselines' marks. `name`: accuracy,
/// macro_f1, uar.
Figure draw_score_strip(const nlohmann::json& report, const std::string& name);

}  // namespace affekt
