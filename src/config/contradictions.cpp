#include "config/contradictions.h"

#include <fmt/format.h>

namespace affekt {

std::vector<Contradiction> find_contradictions(const ExperimentConfig& config) {
  std::vector<Contradiction> found;
  const ModelConfig& model = config.model;
  if (model.residual_blocks.size() != model.channels.size()) {
    found.push_back({{"model.residual_blocks", "model.channels"},
                     fmt::format("expected one number for each of the {} stages in model.channels, got {}",
                                 model.channels.size(), model.residual_blocks.size())});
  }
  const TrainConfig& train = config.train;
  const ScheduleConfig& schedule = train.schedule;
  if (schedule.warmup_epochs >= static_cast<double>(train.epochs)) {
    found.push_back(
        {{"train.schedule.warmup_epochs", "train.epochs"},
         fmt::format("expected fewer than train.epochs ({}), got {}", train.epochs, schedule.warmup_epochs)});
  }
  if (schedule.name == "step" && schedule.step_epochs >= train.epochs) {
    found.push_back(
        {{"train.schedule.step_epochs", "train.schedule.name", "train.epochs"},
         fmt::format("expected fewer than train.epochs ({}), or the learning rate never falls, got {}",
                     train.epochs, schedule.step_epochs)});
  }
  if (schedule.name == "plateau" && schedule.patience_epochs >= train.epochs) {
    found.push_back(
        {{"train.schedule.patience_epochs", "train.schedule.name", "train.epochs"},
         fmt::format("expected fewer than train.epochs ({}), or the learning rate never falls, got {}",
                     train.epochs, schedule.patience_epochs)});
  }
  if (train.early_stop_epochs >= train.epochs) {
    found.push_back(
        {{"train.early_stop_epochs", "train.epochs"},
         fmt::format("expected fewer than train.epochs ({}), or training never stops early, got {}",
                     train.epochs, train.early_stop_epochs)});
  }
  return found;
}

}  // namespace affekt
