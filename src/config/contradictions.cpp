#include "config/contradictions.h"

#include <fmt/format.h>

#include <algorithm>

namespace affekt {

std::vector<Contradiction> find_contradictions(const ExperimentConfig& config) {
  std::vector<Contradiction> found;
  const ModelConfig& model = config.model;
  if (model.residual_blocks.size() != model.channels.size()) {
    found.push_back({{"model.residual_blocks", "model.channels"},
                     fmt::format("expected one number for each of the {} stages in model.channels, got {}",
                                 model.channels.size(), model.residual_blocks.size())});
  }
  const SweepConfig& sweep = model.kmeans.sweep;
  if (sweep.k_min > sweep.k_max) {
    found.push_back(
        {{"model.kmeans.sweep.k_min", "model.kmeans.sweep.k_max"},
         fmt::format("expected at most model.kmeans.sweep.k_max ({}), got {}", sweep.k_max, sweep.k_min)});
  }
  if (sweep.enabled && sweep.rule == "gap" && sweep.gap_references == 0) {
    found.push_back({{"model.kmeans.sweep.rule", "model.kmeans.sweep.gap_references"},
                     "gap needs model.kmeans.sweep.gap_references of at least 1, got 0"});
  }
  if (sweep.enabled && sweep.rule == "stable_silhouette" && sweep.stability_rounds == 0) {
    found.push_back({{"model.kmeans.sweep.rule", "model.kmeans.sweep.stability_rounds"},
                     "stable_silhouette needs model.kmeans.sweep.stability_rounds of at least 1, got 0; take "
                     "rule: silhouette, or give it rounds"});
  }
  if (model.kmeans.num_clusters == 0 && !sweep.enabled) {
    found.push_back({{"model.kmeans.num_clusters", "model.kmeans.sweep.enabled"},
                     "expected a number of clusters without a sweep that chooses it, got 0"});
  }
  if (model.kmeans.num_clusters == 1) {
    found.push_back({{"model.kmeans.num_clusters"}, "expected 0 (chosen by the sweep) or at least 2, got 1"});
  }
  const std::vector<std::string>& columns = model.features.columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i), columns[i]) ==
        columns.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    found.push_back(
        {{"model.features.columns"}, fmt::format("expected each column once, got '{}' twice", columns[i])});
  }
  const SplitConfig& split = config.data.split;
  if (split.validation_fold != 0 && split.validation_fold == split.test_fold) {
    found.push_back({{"data.split.validation_fold", "data.split.test_fold"},
                     fmt::format("expected another fold than test_fold, got {} for both", split.test_fold)});
  }
  if (split.plan == "leave_actors_out" && split.test_actors.empty() && split.validation_actors.empty()) {
    found.push_back(
        {{"data.split.test_actors", "data.split.plan"},
         "expected the actors that test (or validation_actors) with plan: leave_actors_out, got none"});
  }
  const TrainConfig& train = config.train;
  const SpeechAugmentConfig& speech = train.speech;
  if (speech.noise_snr_min_db > speech.noise_snr_max_db) {
    found.push_back({{"train.speech.noise_snr_min_db", "train.speech.noise_snr_max_db"},
                     fmt::format("expected at most train.speech.noise_snr_max_db ({}), got {}",
                                 speech.noise_snr_max_db, speech.noise_snr_min_db)});
  }
  if (train.select == "last" && train.early_stop_epochs > 0) {
    found.push_back({{"train.early_stop_epochs", "train.select"},
                     fmt::format("expected 0 with train.select: last, got {}", train.early_stop_epochs)});
  }
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
