// A run's network as a predictor: the one file of evaluation that sees LibTorch.
#pragma once

#include <filesystem>
#include <memory>

#include "evaluation/classification/predictor/predictor.h"

namespace affekt {

struct NetworkProvenance;

/// @throws ArtifactError as load_trained_model
std::unique_ptr<Predictor> make_libtorch_predictor(const std::filesystem::path& run);

/// ReportInput::model of a run's network, whatever the kind.
nlohmann::json describe_trained_network(const NetworkProvenance& network, int64_t parameters);

/// What a run says beside its network.
struct NetworkRun {
  EvaluateConfig options;
  int64_t seed = 1;
  std::string weights_digest;
  std::filesystem::path data;  // the prepared file that it was trained on; empty: not known
};
/// @throws ArtifactError: no such run, a damaged file
NetworkRun read_network_run(const std::filesystem::path& run);

}  // namespace affekt
