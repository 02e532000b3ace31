#include "kinds/network_kind.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "evaluation/classification/learning_curves.h"
#include "evaluation/report/reported_data.h"
#include "kinds/how_to_resume.h"
#include "training/best_metric.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Of the model itself, or of the final model of a cross-validation, or of one whose final model is not there
/// yet.
bool is_report_of(const json& report, const std::string& weights_digest) {
  const json::json_pointer final_model("/cross_validation/final_model");
  if (report.contains(final_model) && report.at(final_model).is_null()) return true;
  for (const char* member : {"/model/weights_digest", "/cross_validation/final_model/weights_digest"}) {
    const json::json_pointer pointer(member);
    if (report.contains(pointer) && report.at(pointer) == weights_digest) return true;
  }
  return false;
}

/// Reports and an exported model that lie in the directory but are of other weights than the training that
/// has just ended there. (A run without --overwrite may go to a directory with a published baseline, which
/// has no weights.)
void remove_stale_results(const RunPaths& run) {
  const fs::path path = run.root / "report.json";
  if (!fs::exists(path)) return;
  const json report = json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  if (is_report_of(report, sha256_of_file(run.weights()))) return;
  remove_run_results(run);
  log_info(fmt::format("{}: removed the report and the exported model, which were of other weights",
                       run.root.string()));
}

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
  const TrainSummary trained = train_network(request, [&] { return make_job(request); });
  const RunPaths run{request.run_directory};
  remove_stale_results(run);
  const TrainConfig& train = request.config.train;
  FitSummary summary;
  summary.text =
      train.select == "last"
          ? fmt::format("trained {}; the weights of the last one are kept", count_of(trained.epochs, "epoch"))
          : fmt::format("validation {} {:.4f}, best of {} at epoch {}", train.best_metric, trained.best_value,
                        count_of(trained.epochs, "epoch"), trained.best_epoch);
  summary.file_title = "weights";
  summary.file = run.weights();
  summary.seconds = trained.seconds;
  return summary;
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
  return kHowToResume + (" from the checkpoint in " + run_directory.string());
}

}  // namespace affekt
