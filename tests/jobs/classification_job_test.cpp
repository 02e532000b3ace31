#include "jobs/classification_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/threads.h"
#include "runs/run_directory.h"
#include "runs/trained_model.h"
#include "tests/core/temporary_folder.h"
#include "tests/jobs/grey_images.h"
#include "tests/support/tiny_samples.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class TrainClassifier : public testing::Test {
 protected:
  TrainClassifier() {
    options_.config = make_grey_config(/*epochs=*/2);
    options_.run_directory = paths_.root;
    options_.prepared_path = folder_.path() / "grey.h5";
  }
  ~TrainClassifier() override { set_thread_count(0); }

  template <class Exception>
  std::string refusal() {
    write_prepared(options_.prepared_path, prepared_);
    try {
      check_train_job(options_, make_classification_job(options_));
    } catch (const Exception& error) {
      return error.what();
    }
    return "accepted";
  }

  const TemporaryFolder folder_;
  RunPaths paths_{folder_.path() / "run"};
  PreparedData prepared_ = make_grey_images();
  TrainRunOptions options_;
};

TEST_F(TrainClassifier, KeepsLabelsInputAndAFittedTemperature) {
  write_prepared(options_.prepared_path, prepared_);
  train_network(options_, [&] { return make_classification_job(options_); });
  const TrainedModel model = load_trained_model(paths_.root);
  EXPECT_EQ(model.class_names, prepared_.info.class_names);
  EXPECT_EQ(model.input.width, 12);
  EXPECT_NE(model.temperature, 1.0);
  EXPECT_EQ(model.dataset_name, "grey");
  const std::string metrics = read_text_file(paths_.metrics());
  EXPECT_EQ(metrics.substr(0, metrics.find('\n')),
            "epoch,step,lr,train_loss,train_accuracy,val_accuracy,val_loss,val_macro_f1,val_uar,seconds,"
            "samples_per_second");
  EXPECT_THAT(read_text_file(paths_.log()), AllOf(HasSubstr(" accuracy "), HasSubstr("images/s")));
}

TEST_F(TrainClassifier, AClassWithoutTrainingSamplesIsNamed) {
  prepared_.info.class_names.emplace_back("black");
  EXPECT_THAT(refusal<DataError>(), HasSubstr("class 'black' has no training sample"));
}

TEST_F(TrainClassifier, WithoutValidationNoEpochCanBeChosen) {
  table_of(prepared_.samples).splits.assign(36, Split::kTrain);
  EXPECT_THAT(refusal<ConfigError>(), AllOf(HasSubstr("train.select"), HasSubstr("grey.h5 has none")));
}

TEST_F(TrainClassifier, ABatchInWhichNothingVariesIsRefused) {
  prepared_.samples = testing_support::make_tiny_samples(36, 12, 3, Split::kTrain, 1);
  auto& images = std::get<ImageSamples>(prepared_.samples);
  for (size_t i = 24; i < 36; ++i) images.splits[i] = Split::kValidation;
  images.groups.resize(36);
  options_.config.train.batch_size = 1;
  EXPECT_EQ(refusal<ConfigError>(), "accepted");  // the last of two stages has 6x6 values
  options_.config.model.channels = {2, 2, 2, 2};  // 12, 6, 3, 1
  options_.config.model.residual_blocks = {0, 0, 0, 0};
  EXPECT_THAT(refusal<ConfigError>(),
              HasSubstr("train.batch_size: expected at least 2, got 1: batch normalisation needs more than "
                        "one value per channel"));
  options_.config.train.batch_size = 2;
  EXPECT_EQ(refusal<ConfigError>(), "accepted");
  options_.config.train.augment.shift_px = 12;
  EXPECT_THAT(refusal<ConfigError>(),
              HasSubstr("train.augment.shift_px: expected less than the images' size (12x12), got 12"));
}

TEST_F(TrainClassifier, ALastBatchOfOneImageIsLeftOutAndSaidSo) {
  options_.config.train.batch_size = 23;  // of 24
  write_prepared(options_.prepared_path, prepared_);
  train_network(options_, [&] { return make_classification_job(options_); });
  EXPECT_THAT(read_text_file(paths_.log()), HasSubstr("each epoch leaves out 1 of the images, drawn anew"));
  EXPECT_THAT(read_text_file(paths_.metrics()), HasSubstr("\n1,1,"));  // one step
}

/// [T] samples of noise.
WaveformSamples make_noise(int64_t count, int64_t length) {
  WaveformSamples samples;
  samples.num_samples = count;
  samples.sample_rate_hz = 16000;
  RandomStream stream(1, "noise");
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t t = 0; t < length; ++t) samples.waves.push_back(static_cast<int16_t>(stream.below(2000)));
    samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
    samples.labels.push_back(static_cast<int32_t>(i % 3));
    samples.splits.push_back(i < count / 2 ? Split::kTrain : Split::kValidation);
    samples.source_ids.push_back(std::to_string(i));
    samples.has_train_duplicate.push_back(0);
    samples.groups.emplace_back();
  }
  return samples;
}

TEST_F(TrainClassifier, ATrainingWaveformIsAsLongAsTheNetworkNeeds) {
  prepared_.samples = make_noise(12, 32000);
  options_.config.model.name = "speech_cnn";
  options_.config.model.channels.assign(6, 2);
  options_.config.model.residual_blocks.assign(6, 0);
  options_.config.train.speech.crop_s = 0.6;
  // 512 samples of the first frame and 63 steps of 160 are 10592, 0.662 s
  EXPECT_THAT(refusal<ConfigError>(), AllOf(HasSubstr("train.speech.crop_s: "),
                                            HasSubstr("at least 10592 samples, and these have 9600"),
                                            HasSubstr("take at least 0.67 s")));
  options_.config.train.speech.crop_s = 0.67;
  EXPECT_EQ(refusal<ConfigError>(), "accepted");
  options_.config.train.batch_size = 1;
  EXPECT_THAT(refusal<ConfigError>(), HasSubstr("train.batch_size: expected at least 2, got 1"));
}

}  // namespace
}  // namespace affekt
