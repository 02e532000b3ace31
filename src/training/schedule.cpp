#include "training/schedule.h"

#include <algorithm>
#include <cmath>

namespace affekt {

Schedule::Schedule(const ScheduleConfig& config, double base_lr, int64_t epochs, int64_t steps_per_epoch)
    : config_(config),
      base_lr_(base_lr),
      total_steps_(epochs * steps_per_epoch),
      steps_per_epoch_(steps_per_epoch) {}

double Schedule::lr_at(int64_t global_step) const {
  const double warmup = config_.warmup_epochs * static_cast<double>(steps_per_epoch_);
  const auto step = static_cast<double>(global_step);
  if (step < warmup) return base_lr_ * (step + 1) / warmup;
  if (config_.name == "step")
    return base_lr_ * std::pow(config_.factor,
                               static_cast<double>(global_step / (config_.step_epochs * steps_per_epoch_)));
  if (config_.name == "plateau") return base_lr_ * std::max(plateau_factor_, config_.final_lr_fraction);
  const double remaining = std::max(1.0, static_cast<double>(total_steps_) - warmup);
  const double progress = std::min(1.0, (step - warmup) / remaining);
  const double cosine = 0.5 * (1.0 + std::cos(3.14159265358979323846 * progress));
  return base_lr_ * (config_.final_lr_fraction + (1.0 - config_.final_lr_fraction) * cosine);
}

void Schedule::note_score(double score) {
  if (config_.name != "plateau") return;
  if (!has_score_ || score > best_score_) {
    has_score_ = true;
    best_score_ = score;
    epochs_without_gain_ = 0;
  } else if (++epochs_without_gain_ >= config_.patience_epochs) {
    plateau_factor_ *= config_.factor;
    epochs_without_gain_ = 0;
  }
}

nlohmann::json Schedule::state() const {
  return {{"plateau_factor", plateau_factor_},
          {"best_score", best_score_},
          {"has_score", has_score_},
          {"epochs_without_gain", epochs_without_gain_}};
}

void Schedule::restore(const nlohmann::json& state) {
  plateau_factor_ = state.at("plateau_factor").get<double>();
  best_score_ = state.at("best_score").get<double>();
  has_score_ = state.at("has_score").get<bool>();
  epochs_without_gain_ = state.at("epochs_without_gain").get<int64_t>();
}

}  // namespace affekt
