// Images of three shades of grey as prepared data, and a config that trains a tiny network on them in a
// second.
#pragma once

#include "config/experiment_config.h"
#include "store/prepared_file.h"
#include "tests/support/tiny_samples.h"

namespace affekt {

/// 24 images train, 12 validate.
inline PreparedData make_grey_images() {
  PreparedData prepared;
  prepared.info.dataset_name = "grey";
  prepared.info.class_names = {"dark", "medium", "bright"};
  ImageSamples samples = testing_support::make_tiny_samples(36, 12, 3, Split::kTrain, 1);
  for (size_t i = 24; i < 36; ++i) samples.splits[i] = Split::kValidation;
  samples.groups.resize(36);
  prepared.samples = samples;
  return prepared;
}

inline ExperimentConfig make_grey_config(int64_t epochs) {
  ExperimentConfig config;
  config.name = "grey";
  config.data.path = "datasets/grey";
  config.model.channels = {4, 8};
  config.model.residual_blocks = {0, 0};
  config.train.epochs = epochs;
  config.train.batch_size = 8;
  config.train.num_threads = 1;
  config.train.schedule.warmup_epochs = 0;
  return config;
}

}  // namespace affekt
