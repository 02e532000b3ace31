// Keys that are right each by itself but not together; the older ones are in strictness_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/config_test_helpers.h"

namespace affekt {
namespace {

using testing::HasSubstr;

TEST(ConfigContradictions, WhatHasToFitIntoSomethingFits) {
  const auto expect = [](const std::string& yaml, const std::string& error) {
    EXPECT_THAT(error_behind_minimal(yaml + "\n"), HasSubstr(error));
  };
  expect("model: {front_end: {window_ms: 10, hop_ms: 11}}",
         "3:44: model.front_end.hop_ms: expected at most model.front_end.window_ms (10), or what lies "
         "between two "
         "windows is never heard, got 11");
  expect(
      "model: {front_end: {num_mels: 9}}",
      "3:31: model.spec_augment.max_frequency_mels: expected at most model.front_end.num_mels (9), got 10");
  expect("train: {speech: {crop_s: 0.2}}",
         "3:26: model.spec_augment.max_time_ms: expected at most the length of a training waveform, "
         "train.speech.crop_s (0.2 s), got 300 ms");
  expect(
      "model: {spec_augment: {num_frequency_masks: 0, num_time_masks: 0}, front_end: {num_mels: 9}}\n"
      "train: {speech: {crop_s: 0.2}}",
      "(no error)");
  expect("model: {kmeans: {sweep: {k_max: 100, silhouette_rows: 100}}}",
         "model.kmeans.sweep.k_max: expected fewer than model.kmeans.sweep.silhouette_rows (100), got 100");
  expect("model: {features: {columns: [key, tempo], pca_components: 4}}",
         "model.features.pca_components: expected at most 3, which model.features.columns give, got 4");
  expect("model: {features: {columns: [key, tempo], pca_components: 3}}", "(no error)");
}

TEST(ConfigContradictions, WhatWouldDoNothingIsRefused) {
  const auto expect = [](const std::string& yaml, const std::string& error) {
    EXPECT_THAT(error_behind_minimal(yaml + "\n"), HasSubstr(error));
  };
  expect("train: {early_stop_epochs: 5, schedule: {name: plateau}}",
         "train.schedule.patience_epochs: expected fewer than train.early_stop_epochs (5), or training stops "
         "before the learning rate falls, got 5");
  expect("train: {batch_size: 1, mixup_alpha: 0.2}",
         "train.mixup_alpha: expected 0 with train.batch_size: 1");
  expect("train: {batch_size: 1, mixup_alpha: 0.2, mixup_probability: 0}", "(no error)");
  expect("train: {transfer: {freeze_epochs: 2}}",
         "train.transfer.freeze_epochs: expected 0 without train.transfer.freeze_through, which says what is "
         "frozen, got 2");
  const std::string weights = "model: {pretrained: {path: w.pth}}\n";
  expect(weights + "train: {transfer: {freeze_through: stem, unfreeze_every_epochs: 3}}",
         "train.transfer.unfreeze_every_epochs: expected 0 without train.transfer.freeze_epochs, after which "
         "layers are released, got 3");
  expect(weights + "train: {epochs: 5, transfer: {freeze_through: stem, freeze_epochs: 5}}",
         "train.transfer.freeze_epochs: expected fewer than train.epochs (5), or 0 to freeze to the end, got "
         "5");
  expect(
      weights +
          "train: {epochs: 5, transfer: {freeze_through: stem, freeze_epochs: 4, unfreeze_every_epochs: 1}}",
      "(no error)");
  expect("train: {transfer: {freeze_through: stem}}",
         "train.transfer.freeze_through: expected \"\" without model.pretrained.path, or layers that have "
         "learned nothing would stay as they are, got 'stem'");
}

TEST(ConfigContradictions, ABlankedPersonIsSeenByAStreamThatHasThePicture) {
  const std::string people = "name: a\ndata: {source: emotic, path: p, people: {blank_person: true}}\n";
  EXPECT_THAT(error_of_text(people + "model: {name: two_stream_resnet18, fusion: {streams: body}}\n"),
              HasSubstr("data.people.blank_person: expected false with model.fusion.streams: body"));
  EXPECT_EQ(error_of_text(people + "model: {name: two_stream_resnet18, fusion: {streams: context}}\n"),
            "(no error)");
}

TEST(ConfigContradictions, AFrozenLayerIsOneOfTheNetworks) {
  const auto error = [](const std::string& resnet, const std::string& through) {
    return error_behind_minimal("model: {name: resnet18, pretrained: {path: w.pth}, resnet: {" + resnet +
                                "}}\ntrain: {transfer: {freeze_through: " + through + "}}\n");
  };
  EXPECT_EQ(error("last_layer: layer4", "layer4"), "(no error)");
  EXPECT_THAT(
      error("last_layer: layer3", "layer4"),
      HasSubstr("train.transfer.freeze_through: expected one of the layers of resnet18 {conv1, layer1, "
                "layer2, layer3}, got 'layer4'; model.resnet.last_layer: layer3 leaves it out"));
  EXPECT_THAT(error("stem: small", "Layer1"), HasSubstr("got 'Layer1'; did you mean \"layer1\"?"));
}

TEST(ConfigContradictions, AFoldIsLeftToTrain) {
  const std::string folds =
      "name: a\ndata: {path: p, split: {plan: k_fold_by_group, num_folds: 2, test_fold: 1, ";
  EXPECT_THAT(error_of_text(folds + "validation_fold: 2}}\n"),
              HasSubstr("data.split.num_folds: expected at least 3 with a test_fold and a validation_fold"));
  EXPECT_EQ(error_of_text(folds + "validation_fold: 0}}\n"), "(no error)");
}

TEST(ConfigContradictions, AListeningLogLeavesPlaysToEverySplit) {
  const auto expect = [](const std::string& keys, const std::string& error) {
    EXPECT_THAT(error_of_text("name: a\ndata: {source: listening, path: p, listening: {" + keys + "}}\n"),
                HasSubstr(error));
  };
  expect("train_fraction: 0.8, validation_fraction: 0.2",
         "data.listening.validation_fraction: expected less than 1 - train_fraction (0.8), or nothing is "
         "left to "
         "test, got 0.2");
  expect("test_fold: 5", "data.listening.test_fold: expected less than num_folds (5), got 5");
  expect("validation_fold: 7", "data.listening.validation_fold: expected less than num_folds (5), got 7");
  expect("test_fold: 1",
         "data.listening.validation_fold: expected another fold than test_fold, got 1 for both");
  expect("split: by_sequence, num_folds: 2",
         "data.listening.num_folds: expected at least 3 with split: by_sequence");
  expect("layout: mpd, part: radio",
         "data.listening.part: expected \"\" with layout: mpd, which has no parts, got \"radio\"");
  expect("layout: csv, part: radio, split: by_sequence", "(no error)");
  expect("num_folds: 2", "(no error)");
}

}  // namespace
}  // namespace affekt
