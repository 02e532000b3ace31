// A kind whose models are networks: the one training loop trains them, best.safetensors keeps them.
#pragma once

#include "kinds/kind.h"
#include "store/prepared_file.h"
#include "training/train_network.h"

namespace affekt {

/// Kind::choose_split of networks: as choose_report_split (evaluation/report/reported_data.h); without
/// such samples it warns that there will be no report.
std::optional<std::string> choose_split_of_run(const ExperimentConfig& config, const SplitCounts& counts);

class NetworkKind : public Kind {
 public:
  bool has_model(const RunPaths& run) const override;
  void check_watch(const WatchOptions& watch, const ExperimentConfig& config) const override;
  FitSummary fit(const FitRequest& request) const override;
  std::string describe_resume(const std::filesystem::path& run_directory) const override;
  std::string describe_fitted() const override { return "the training is finished"; }
  std::string why_no_score() const override { return ""; }
  /// train.best_metric, with train.select: last too.
  MetricInfo find_score(const FitRequest& request) const override;
  /// With train.select: best of the best epoch, else of the last one.
  FitScore read_score(const RunPaths& run, const TrainConfig& config,
                      const MetricInfo& metric) const override;

  /// Data, network and task, once they are known to fit each other and the config. The run directory is not
  /// touched. @throws ConfigError, DataError
  virtual TrainJob make_job(const FitRequest& request) const = 0;
};

}  // namespace affekt
