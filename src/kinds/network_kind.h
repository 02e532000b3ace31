// A kind whose models are networks: the one training loop trains them, best.safetensors keeps them.
#pragma once

#include "kinds/kind.h"
#include "training/train_network.h"

namespace affekt {

class NetworkKind : public Kind {
 public:
  bool has_model(const RunPaths& run) const override;
  FitSummary fit(const FitRequest& request) const override;
  std::string describe_resume(const std::filesystem::path& run_directory) const override;
  std::string describe_fitted() const override { return "the training is finished"; }

  /// Data, network and task, once they are known to fit each other and the config. The run directory is not
  /// touched. @throws ConfigError, DataError
  virtual TrainJob make_job(const FitRequest& request) const = 0;
};

}  // namespace affekt
