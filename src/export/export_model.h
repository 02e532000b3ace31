// A trained model -> model.onnx, test_data_set_*/ and model_card.md in a directory, if the gate lets it pass.
#pragma once

#include <filesystem>
#include <string>

#include "export/export_run.h"
#include "runs/trained_model.h"
#include "store/prepared_file.h"

namespace affekt {

struct ExportModelInput {
  const TrainedModel& model;
  const Samples& samples;           // for the gate: at least one, of what the network takes
  std::string split;                // what they are: "test", "validation", "train"
  std::filesystem::path directory;  // the run directory: report.json is read, the files are written
};

/// Each file is written atomically, model.onnx last: a new one has passed, and its vectors and card are
/// there.
/// @throws ArtifactError if an engine can't load the file or predicts otherwise than LibTorch; model.onnx,
/// card
///         and test vectors are then as they were
/// @throws DataError if there are no samples, or other ones than the network takes
ExportSummary export_model(const ExportModelInput& input);

}  // namespace affekt
