#include "kinds/kind.h"

#include <fmt/format.h>

#include "core/error.h"

namespace affekt {

std::string Kind::why_no_score() const {
  return describe() + " have no score on validation data";
}

MetricInfo Kind::find_score(const FitRequest&) const {
  throw ConfigError(why_no_score());
}

FitScore Kind::read_score(const RunPaths& run, const TrainConfig&, const MetricInfo&) const {
  throw_check_failure("find_score() gave no metric", __FILE__, __LINE__, run.root.string());
}

std::optional<std::string> Kind::choose_split(const ExperimentConfig& config,
                                              const std::filesystem::path&) const {
  return config.evaluate.split;
}

void Kind::check_watch(const WatchOptions& watch, const ExperimentConfig&) const {
  if (watch.profiles() || watch.histograms)
    throw ConfigError(fmt::format("{}: {} are not trained step by step; leave it out",
                                  watch.histograms ? "--histograms"
                                  : watch.profile  ? "--profile"
                                                   : "--profile-trace",
                                  describe()));
}

void Kind::check_report(const KeptReport&, CheckList& checks) const {
  checks.add_impossible("report against predictions", describe() + " have no such check");
}

VectorChecks Kind::choose_vector_checks(const OnnxModel& model) const {
  return make_usual_vector_checks(model);
}

void Kind::check_folds(const ExperimentConfig&) const {
  throw ConfigError(fmt::format("--folds: {} have no cross-validation; leave --folds out", describe()));
}

void Kind::run_folds(const FitRequest& request, std::optional<bool>) const {
  throw_check_failure("check_folds() let a kind without folds pass", __FILE__, __LINE__,
                      request.run_directory.string());
}

void Kind::apply_to_file(const FileRequest& request) const {
  throw ConfigError(fmt::format("--file: {}: {} are not applied to single files; leave --file out",
                                request.model.string(), describe()));
}

}  // namespace affekt
