#include "kinds/kind.h"

#include <fmt/format.h>

#include "core/error.h"

namespace affekt {

std::optional<std::string> Kind::choose_split(const ExperimentConfig& config,
                                              const std::filesystem::path&) const {
  return config.evaluate.split;
}

void Kind::run_folds(const FitRequest&, std::optional<bool>) const {
  throw ConfigError(fmt::format("--folds: {} has no folds", name()));
}

void Kind::apply_to_file(const FileRequest& request) const {
  throw ConfigError(fmt::format("--file: {} is a model of {}, which is not applied to single files",
                                request.model.string(), name()));
}

}  // namespace affekt
