// The model card of a classifier.
#pragma once

#include <string>

#include "export/export_plan.h"
#include "runs/trained_model.h"

namespace affekt {

/// @param gate_split  whose samples every engine was compared on
ModelCard make_classifier_card(const TrainedModel& model, const ReportedScores& scores,
                               const std::string& gate_split, const ExportResult& result);

/// Of the gate's data and the test vectors.
double largest_probability_difference(const ExportResult& result);

/// Markdown list: what the model can't do and must not be used for.
std::string describe_limits(const InputShape& input);

/// Markdown: code that runs the model in Python, JavaScript and C++.
std::string describe_usage(const InputShape& input, const std::vector<std::string>& class_names);

}  // namespace affekt
