// What a report on people asks a model for, whether it is a run directory (LibTorch) or an ONNX file.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "evaluation/report/evaluation.h"
#include "tasks/predict_people.h"

namespace affekt {

struct PeoplePredictor {
  std::vector<std::string> category_names;
  std::vector<TensorSpec> inputs;
  std::shared_ptr<Network> network;  // of a run that LibTorch computes; else null
  BatchFunction run;                 // gives "probabilities" [N, K] and "values" [N, 3]
  nlohmann::json description;
  std::string trained_on;  // content digest of the training data
  EvaluateConfig options;
  int64_t seed = 1;
  std::optional<AffectLossConfig> loss;
  std::optional<bool> blank_person;  // of the context images it was trained on, if that is known
  std::filesystem::path data;        // that the run was made from; empty: not known
};

/// All that an ONNX file says of itself is checked here, before any sample is predicted.
/// @throws ConfigError: an unknown engine or one that doesn't fit the model; ArtifactError: the model can't
/// be
///         read or is none of people
PeoplePredictor make_people_predictor(const EvaluateRequest& request);

}  // namespace affekt
