#include "jobs/record_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "config/load_config.h"
#include "core/error.h"
#include "core/text/text.h"

namespace affekt {
namespace {

/// Whether the model makes use of train.epochs: clusters of songs have none.
bool has_epochs(const ExperimentConfig& config) {
  const std::vector<ConfigValue> values = list_config_values(config);
  return std::any_of(values.begin(), values.end(), [](const ConfigValue& value) {
    return value.key == "train.epochs" && value.why_unused.empty();
  });
}

}  // namespace

void record_fit(const std::string& command, const TrainRunOptions& fit,
                const std::function<void(RunRecord&)>& work) {
  RunPlan plan;
  plan.command = command;
  plan.resume = fit.resume;
  if (has_epochs(fit.config)) {
    plan.best_metric = fit.config.train.best_metric;
    plan.num_epochs = fit.config.train.epochs;
  }
  record_run(RunPaths{fit.run_directory}, plan, work);
}

void print_fit(const FitSummary& fitted) {
  std::cout << fitted.text << "\n"
            << fmt::format("{:<9}{}\n", fitted.file_title + ":", to_valid_utf8(fitted.file.string()));
}

}  // namespace affekt
