// A trained classifier -> the plan of its export.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "export/export_plan.h"
#include "runs/trained_model.h"
#include "store/prepared_file.h"

namespace affekt {

struct ClassificationExport {
  TrainedModel model;
  std::shared_ptr<const Samples> samples;  // for the gate: at least one, of what the network takes
  std::string split;                       // what they are: "test", "validation", "train"
  std::filesystem::path directory;         // the run directory, whose report.json is read
};

/// LibTorch says what the engines must say: each sample's most probable class, and all probabilities within
/// export.max_probability_difference.
/// @throws as predict_probabilities where the samples are not what the network takes; ArtifactError:
///         report.json is damaged; Interrupted
ExportPlan plan_classification(const ClassificationExport& input);

/// The same of a run directory: on its test samples, or validation or training samples where there are none.
/// @throws as above; ArtifactError if the run can't be read; DataError: no prepared file
ExportPlan plan_classification(const ExportRequest& request);

/// float32 `pixels` [N, C, H, W] 0..255, or float32 `samples` [N, T] -1..1 -> float32 `probabilities` [N, K];
/// temperature and softmax inside.
onnx::GraphProto make_classifier_graph(const TrainedModel& model);

/// @param metric  for "affekt.metric": {"name", "value", "split", "ci95"...}, or null where no score is known
std::map<std::string, std::string> make_classifier_metadata(const TrainedModel& model,
                                                            const nlohmann::json& metric);

}  // namespace affekt
