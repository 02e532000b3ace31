#include "kinds/kind.h"

#include <fmt/format.h>

#include "core/error.h"

namespace affekt {

std::optional<std::string> Kind::choose_split(const ExperimentConfig& config,
                                              const std::filesystem::path&) const {
  return config.evaluate.split;
}

void Kind::check_report(const KeptReport&, CheckList& checks) const {
  checks.add_impossible("report against predictions", describe() + " have no such check");
}

VectorChecks Kind::choose_vector_checks(const OnnxModel& model) const {
  return make_usual_vector_checks(model);
}

void Kind::run_folds(const FitRequest&, std::optional<bool>) const {
  throw ConfigError(fmt::format("--folds: {} have no cross-validation; leave --folds out", describe()));
}

void Kind::apply_to_file(const FileRequest& request) const {
  throw ConfigError(fmt::format("--file: {}: {} are not applied to single files; leave --file out",
                                request.model.string(), describe()));
}

}  // namespace affekt
