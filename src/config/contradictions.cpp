#include "config/contradictions.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/nearest_key.h"

namespace affekt {
namespace {

void refuse_repetitions(const std::string& key, const std::string& word,
                        const std::vector<std::string>& items, std::vector<Contradiction>& found) {
  for (auto item = items.begin(); item != items.end(); ++item) {
    if (std::find(items.begin(), item, *item) != item)
      found.push_back({{key}, fmt::format("expected each {} once, got '{}' twice", word, *item)});
  }
}

/// Of networks whose layers have fixed names; what of the others learns, the training checks.
void check_frozen_layer(const ExperimentConfig& config, std::vector<Contradiction>& found) {
  const std::string& through = config.train.transfer.freeze_through;
  const std::string& model = config.model.name;
  if (through.empty() || (model != "resnet18" && model != "two_stream_resnet18")) return;
  std::vector<std::string> layers = {"conv1", "layer1", "layer2", "layer3"};
  const bool has_last = config.model.resnet.last_layer != "layer3";
  if (has_last) layers.emplace_back("layer4");
  if (std::find(layers.begin(), layers.end(), through) != layers.end()) return;
  found.push_back({{"train.transfer.freeze_through", "model.resnet.last_layer"},
                   fmt::format("expected one of the layers of {} {{{}}}, got '{}'{}", model,
                               fmt::join(layers, ", "), through,
                               through == "layer4" ? "; model.resnet.last_layer: layer3 leaves it out"
                                                   : suggest_nearest(through, layers))});
}

void check_transfer(const ExperimentConfig& config, std::vector<Contradiction>& found) {
  const TrainConfig& train = config.train;
  const TransferConfig& transfer = train.transfer;
  if (transfer.freeze_batch_norm && config.model.pretrained.path.empty())
    found.push_back({{"train.transfer.freeze_batch_norm", "model.pretrained.path"},
                     "expected false without model.pretrained.path, or batch norms that have learned nothing "
                     "would stay as they are, got true"});
  check_frozen_layer(config, found);
  if (!transfer.freeze_through.empty() && config.model.pretrained.path.empty())
    found.push_back({{"train.transfer.freeze_through", "model.pretrained.path"},
                     fmt::format("expected \"\" without model.pretrained.path, or layers that have learned "
                                 "nothing would stay as they are, got '{}'",
                                 transfer.freeze_through)});
  if (config.data.people.blank_person && config.model.fusion.streams == "body")
    found.push_back(
        {{"data.people.blank_person", "model.fusion.streams"},
         "expected false with model.fusion.streams: body, which does not see the picture that the "
         "person is blanked out of, got true"});
  const std::string through = "train.transfer.freeze_through", epochs = "train.transfer.freeze_epochs",
                    every = "train.transfer.unfreeze_every_epochs";
  if (transfer.freeze_epochs > 0 && transfer.freeze_through.empty())
    found.push_back({{epochs, through},
                     fmt::format("expected 0 without {}, which says what is frozen, got {}", through,
                                 transfer.freeze_epochs)});
  if (transfer.unfreeze_every_epochs > 0 && transfer.freeze_epochs == 0)
    found.push_back({{every, epochs},
                     fmt::format("expected 0 without {}, after which layers are released, got {}", epochs,
                                 transfer.unfreeze_every_epochs)});
  if (!transfer.freeze_through.empty() && transfer.freeze_epochs >= train.epochs)
    found.push_back({{epochs, "train.epochs"},
                     fmt::format("expected fewer than train.epochs ({}), or 0 to freeze to the end, got {}",
                                 train.epochs, transfer.freeze_epochs)});
}

void check_listening(const ListeningDataConfig& listening, std::vector<Contradiction>& found) {
  const std::string section = "data.listening.", test = section + "test_fold",
                    validation = section + "validation_fold", folds = section + "num_folds";
  if (listening.train_fraction + listening.validation_fraction >= 1) {
    found.push_back(
        {{section + "validation_fraction", section + "train_fraction"},
         fmt::format("expected less than 1 - train_fraction ({}), or nothing is left to test, got {}",
                     listening.train_fraction, listening.validation_fraction)});
  }
  for (const auto& [key, fold] :
       {std::pair(test, listening.test_fold), std::pair(validation, listening.validation_fold)}) {
    if (fold >= listening.num_folds)
      found.push_back({{key, folds},
                       fmt::format("expected less than num_folds ({}), got {}", listening.num_folds, fold)});
  }
  if (listening.test_fold == listening.validation_fold) {
    found.push_back(
        {{validation, test},
         fmt::format("expected another fold than test_fold, got {} for both", listening.test_fold)});
  }
  if (listening.split == "by_sequence" && listening.num_folds == 2) {
    found.push_back(
        {{folds}, "expected at least 3 with split: by_sequence, or no fold is left to train, got 2"});
  }
  if (!listening.part.empty() && listening.layout != "auto" && listening.layout != "csv") {
    found.push_back({{section + "part", section + "layout"},
                     fmt::format("expected \"\" with layout: {}, which has no parts, got \"{}\"",
                                 listening.layout, listening.part)});
  }
}

}  // namespace

std::vector<Contradiction> find_contradictions(const ExperimentConfig& config) {
  std::vector<Contradiction> found;
  const ModelConfig& model = config.model;
  if (model.residual_blocks.size() != model.channels.size()) {
    found.push_back({{"model.residual_blocks", "model.channels"},
                     fmt::format("expected one number for each of the {} stages in model.channels, got {}",
                                 model.channels.size(), model.residual_blocks.size())});
  }
  const FrontEndConfig& front_end = model.front_end;
  if (front_end.f_min_hz >= front_end.f_max_hz) {
    found.push_back({{"model.front_end.f_min_hz", "model.front_end.f_max_hz"},
                     fmt::format("expected less than model.front_end.f_max_hz ({}), got {}",
                                 front_end.f_max_hz, front_end.f_min_hz)});
  }
  if (front_end.hop_ms > front_end.window_ms) {
    found.push_back({{"model.front_end.hop_ms", "model.front_end.window_ms"},
                     fmt::format("expected at most model.front_end.window_ms ({}), or what lies between two "
                                 "windows is never heard, got {}",
                                 front_end.window_ms, front_end.hop_ms)});
  }
  const SpecAugmentConfig& masks = model.spec_augment;
  if (masks.num_frequency_masks > 0 && masks.max_frequency_mels > front_end.num_mels) {
    found.push_back({{"model.spec_augment.max_frequency_mels", "model.front_end.num_mels"},
                     fmt::format("expected at most model.front_end.num_mels ({}), got {}", front_end.num_mels,
                                 masks.max_frequency_mels)});
  }
  const double crop_s = config.train.speech.crop_s;
  if (masks.num_time_masks > 0 && masks.max_time_ms / 1000 > crop_s) {
    found.push_back(
        {{"model.spec_augment.max_time_ms", "train.speech.crop_s"},
         fmt::format("expected at most the length of a training waveform, train.speech.crop_s ({} "
                     "s), got {} ms",
                     crop_s, masks.max_time_ms)});
  }
  const SweepConfig& sweep = model.kmeans.sweep;
  if (sweep.enabled && sweep.k_max >= sweep.silhouette_rows) {
    found.push_back({{"model.kmeans.sweep.k_max", "model.kmeans.sweep.silhouette_rows"},
                     fmt::format("expected fewer than model.kmeans.sweep.silhouette_rows ({}), got {}",
                                 sweep.silhouette_rows, sweep.k_max)});
  }
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
  refuse_repetitions("model.features.columns", "column", model.features.columns, found);
  refuse_repetitions("data.classes", "class", config.data.classes, found);
  if (config.data.classes.size() == 1) {
    found.push_back({{"data.classes"},
                     fmt::format("expected at least 2 classes, or [] for all of the data set, got [{}]",
                                 config.data.classes.front())});
  }
  const std::vector<std::string>& columns = model.features.columns;
  const bool has_circle =
      model.features.circular_key && std::find(columns.begin(), columns.end(), "key") != columns.end();
  const auto num_features = static_cast<int64_t>(columns.size()) + (has_circle ? 1 : 0);
  if (model.features.pca_components > num_features) {
    found.push_back({{"model.features.pca_components", "model.features.columns"},
                     fmt::format("expected at most {}, which model.features.columns give, got {}",
                                 num_features, model.features.pca_components)});
  }
  const SplitConfig& split = config.data.split;
  const bool is_k_fold = split.plan == "k_fold_by_group" || split.plan == "k_fold_by_sample";
  if (is_k_fold && split.num_folds == 2 && split.test_fold != 0 && split.validation_fold != 0) {
    found.push_back({{"data.split.num_folds", "data.split.test_fold", "data.split.validation_fold"},
                     "expected at least 3 with a test_fold and a validation_fold, or none is left to train, "
                     "got 2"});
  }
  if (split.validation_fold != 0 && split.validation_fold == split.test_fold) {
    found.push_back({{"data.split.validation_fold", "data.split.test_fold"},
                     fmt::format("expected another fold than test_fold, got {} for both", split.test_fold)});
  }
  if (split.plan == "leave_actors_out" && split.test_actors.empty() && split.validation_actors.empty()) {
    found.push_back(
        {{"data.split.test_actors", "data.split.plan"},
         "expected the actors that test (or validation_actors) with plan: leave_actors_out, got none"});
  }
  check_listening(config.data.listening, found);
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
  if (schedule.name == "plateau" && train.early_stop_epochs > 0 &&
      schedule.patience_epochs >= train.early_stop_epochs) {
    found.push_back({{"train.schedule.patience_epochs", "train.early_stop_epochs"},
                     fmt::format("expected fewer than train.early_stop_epochs ({}), or training stops before "
                                 "the learning rate falls, got {}",
                                 train.early_stop_epochs, schedule.patience_epochs)});
  }
  if (train.mixup_alpha > 0 && train.mixup_probability > 0 && train.batch_size == 1) {
    found.push_back({{"train.mixup_alpha", "train.batch_size"},
                     fmt::format("expected 0 with train.batch_size: 1, where a sample has no other to be "
                                 "mixed with, got {}",
                                 train.mixup_alpha)});
  }
  check_transfer(config, found);
  if (train.early_stop_epochs >= train.epochs) {
    found.push_back(
        {{"train.early_stop_epochs", "train.epochs"},
         fmt::format("expected fewer than train.epochs ({}), or training never stops early, got {}",
                     train.epochs, train.early_stop_epochs)});
  }
  return found;
}

}  // namespace affekt
