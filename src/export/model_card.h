// The text of model_card.md: what the exported model is, takes and gives, its scores, its limits, how to run
// it.
#pragma once

#include <cstdint>
#include <string>

#include "export/reported_scores.h"
#include "runs/trained_model.h"

namespace affekt {

struct ModelCardInput {
  ReportedScores scores;
  std::string onnx_digest;  // SHA-256 of model.onnx
  int64_t onnx_bytes = 0;
  int64_t gate_samples = 0;  // pictures of `gate_split` that every engine below was compared on
  std::string gate_split;
  std::string gate_engines;  // "opencv, onnxruntime"
  double max_probability_difference = 0;
};

/// Markdown.
std::string make_model_card(const TrainedModel& model, const ModelCardInput& input);

}  // namespace affekt
