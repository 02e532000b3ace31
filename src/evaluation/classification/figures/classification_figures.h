// The figures of a report on a classifier: reliability diagram, scores of classes and groups, learning
// curves, waveforms.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "evaluation/classification/learning_curves.h"
#include "evaluation/figures/figure.h"
#include "metrics/metric_info.h"
#include "store/samples.h"

namespace affekt {

/// @param facts  report.json's content, for all of these
Figure draw_reliability(const nlohmann::json& facts);
Figure draw_class_scores(const nlohmann::json& facts);
/// UAR and accuracy of each group (speaker) as dots, the best on top. @param facts  with per_group
Figure draw_group_scores(const nlohmann::json& facts);
/// One share on a line from 0 to 100 % with its interval and the baseline's mark.
Figure draw_score_strip(const nlohmann::json& facts, const MetricInfo& metric);

/// The epoch whose weights the model has, marked with a line.
struct EpochMark {
  double epoch = std::numeric_limits<double>::quiet_NaN();  // NaN: no mark
  bool is_last = false;                                     // kept as the last one, not chosen by its score
};

/// @param model  see ReportInput
EpochMark epoch_mark_of(const nlohmann::json& model);

/// One panel each for losses, scores and learning rate, as far as there are columns. Empty without any.
std::vector<Figure> draw_learning_curves(const LearningCurves& curves, const EpochMark& mark);

/// Highest and lowest sample along the time, the recording's loudest sample at full height, and the seconds
/// below; as small as a thumbnail. @param row  of samples
Figure draw_waveform(const WaveformSamples& samples, int64_t row);

}  // namespace affekt
