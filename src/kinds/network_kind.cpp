#include "kinds/network_kind.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/process/log.h"
#include "evaluation/classification/learning_curves.h"
#include "evaluation/report/reported_data.h"
#include "jobs/fit_network.h"
#include "training/best_metric.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::optional<std::string> choose_split_of_run(const ExperimentConfig& config, const SplitCounts& counts) {
  const auto split = choose_report_split(split_from_name(config.evaluate.split), counts, config.data.path,
                                         config.train.select == "best");
  if (split) return split_name(*split);
  log_warning(fmt::format(
      "{} has neither a {} nor a validation split: there is nothing to report on that the model was not "
      "trained on, so the run goes on to its export without a report",
      config.data.path, config.evaluate.split));
  return std::nullopt;
}

bool NetworkKind::has_model(const RunPaths& run) const {
  return fs::exists(run.weights());
}

void NetworkKind::check_watch(const WatchOptions& watch, const ExperimentConfig& config) const {
  if (watch.histograms && !config.train.tensorboard)
    throw ConfigError("--histograms: they go into the TensorBoard files; add --set train.tensorboard=true");
}

FitSummary NetworkKind::fit(const FitRequest& request) const {
  return fit_network(request, [&] { return make_job(request); });
}

MetricInfo NetworkKind::find_score(const FitRequest& request) const {
  const TrainJob job = make_job(request);
  check_train_job(request, job);
  if (job.task->num_validation_samples() == 0)
    throw ConfigError(request.prepared_path.string() +
                      ": has no validation split, so nothing but the test split could choose between two "
                      "trainings; give it one (data.split)");
  return find_best_metric(request.config.train, job.task->metrics());
}

FitScore NetworkKind::read_score(const RunPaths& run, const TrainConfig& config,
                                 const MetricInfo& metric) const {
  const LearningCurves curves = read_learning_curves(run.metrics());
  const auto found = curves.columns.find("val_" + metric.name);
  if (found == curves.columns.end() || found->second.empty())
    throw ArtifactError(fmt::format("{}: expected the column val_{} of a finished training",
                                    run.metrics().string(), metric.name));
  const std::vector<double>& values = found->second;
  size_t kept = values.size() - 1;
  if (config.select == "best") {
    kept = 0;
    for (size_t i = 1; i < values.size(); ++i)
      if (std::isnan(values[kept]) || is_better_value(metric, values[i], values[kept])) kept = i;
  }
  return {values[kept], static_cast<int64_t>(kept) + 1};
}

std::string NetworkKind::describe_resume(const fs::path& run_directory) const {
  return describe_network_resume(run_directory);
}

}  // namespace affekt
