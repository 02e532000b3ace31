// The model card of a classifier.
#pragma once

#include <cstdint>
#include <string>

#include "export/export_plan.h"
#include "runs/trained_model.h"

namespace affekt {

struct ClassifierCard {
  TrainedModel model;
  ReportedScores scores;
  int64_t gate_samples = 0;  // of `gate_split`, that every engine below was compared on
  std::string gate_split;
  std::string engines;  // "opencv, onnxruntime"
};

ModelCard make_classifier_card(const ClassifierCard& card, const ExportResult& result);

/// Of the gate's data and the test vectors.
double largest_probability_difference(const ExportResult& result);

/// Markdown list: what the model can't do and must not be used for.
std::string describe_limits(const InputShape& input);

/// Markdown: code that runs the model in Python, JavaScript and C++.
std::string describe_usage(const InputShape& input, const std::vector<std::string>& class_names);

}  // namespace affekt
