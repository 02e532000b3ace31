// What a training writes for TensorBoard, read back by the published formats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/core/temporary_folder.h"
#include "tests/training/event_reader.h"
#include "tests/training/tiny_training.h"
#include "training/tensorboard/tensorboard_observer.h"
#include "training/tensorboard/training_images.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using namespace testing_events;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

TEST(Crc32c, IsThatOfRfc3720) {
  std::string counting;
  for (int i = 0; i < 32; ++i) counting.push_back(static_cast<char>(i));
  const std::vector<std::pair<std::string, uint32_t>> known = {{"123456789", 0xe3069283u},
                                                               {std::string(32, '\0'), 0x8a9136aau},
                                                               {std::string(32, '\xff'), 0x62a8ab43u},
                                                               {counting, 0x46dd794eu}};
  for (const auto& [bytes, crc] : known) {
    EXPECT_EQ(compute_crc32c(bytes), crc);
    EXPECT_EQ(crc32c_bit_by_bit(bytes), crc);
  }
}

fs::path only_file_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  EXPECT_EQ(files.size(), 1u);
  return files.at(0);
}

/// Every event file begins so: a version of 24 bytes, whose length has this masked checksum.
TEST(EventFile, BeginsAsTensorFlowsDo) {
  const TemporaryFolder folder;
  { EventFile(folder.path()).flush(); }
  const fs::path path = only_file_in(folder.path());
  EXPECT_EQ(path.filename().string().rfind("events.out.tfevents.", 0), 0u);
  std::ifstream file(path, std::ios::binary);
  std::string head(13, '\0');
  file.read(head.data(), 13);
  EXPECT_EQ(head, std::string("\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22\x09", 13));
  const auto records = read_records(path);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(only(read_message(records[0]), 3).bytes, "brain.Event:2");
}

TEST(EventFile, ASecondOneLeavesTheFirstAlone) {
  const TemporaryFolder folder;
  EventFile(folder.path()).flush();
  EventFile(folder.path()).flush();
  EXPECT_EQ(folder.count_files(), 2u);
}

/// Two epochs of six steps, seen by an observer with all that it can write.
class TensorboardOfATraining : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    TrainConfig config = tiny_config(2);
    config.gradient_clip_norm = 1e-3;  // the norms are those before
    TinyTraining tiny(config, {});
    TensorboardOptions options;
    options.directory = folder_->path();
    options.hyper_parameters = {
        {"train.optimizer.lr", 0.05}, {"train.ema", true}, {"model.name", std::string("tiny")}};
    options.class_names = {"angry", "happy", "sad"};
    options.histograms = true;
    Observers observers;
    observers.push_back(make_tensorboard_observer(*tiny.task, options));
    Trainer trainer(*tiny.task, config, {}, std::move(observers));
    const TrainState& state = trainer.run();
    history_ = new std::vector<EpochRecord>(state.history);
    weights_ = new torch::Tensor(named_tensors_of(*tiny.network).front().tensor.detach().clone());
    first_weight_ = new std::string(tiny.network->named_parameters().begin()->key());
    values_ = new std::multimap<std::string, Value>(read_values(only_file_in(folder_->path())));
  }
  static void TearDownTestSuite() {
    delete folder_;
    delete history_;
    delete weights_;
    delete first_weight_;
    delete values_;
  }

  static std::vector<Value> values_of(const std::string& tag) {
    std::vector<Value> found;
    for (auto [at, end] = values_->equal_range(tag); at != end; ++at) found.push_back(at->second);
    return found;
  }
  static double scalar(const Value& value) { return only(value.fields, 2).number(); }

  static TemporaryFolder* folder_;
  static std::vector<EpochRecord>* history_;
  static torch::Tensor* weights_;
  static std::string* first_weight_;
  static std::multimap<std::string, Value>* values_;
};
TemporaryFolder* TensorboardOfATraining::folder_ = nullptr;
std::vector<EpochRecord>* TensorboardOfATraining::history_ = nullptr;
torch::Tensor* TensorboardOfATraining::weights_ = nullptr;
std::string* TensorboardOfATraining::first_weight_ = nullptr;
std::multimap<std::string, Value>* TensorboardOfATraining::values_ = nullptr;

TEST_F(TensorboardOfATraining, ScalarsOfEveryEpochStandAtItsLastStep) {
  const auto losses = values_of("train/loss"), accuracies = values_of("validation/accuracy");
  ASSERT_EQ(losses.size(), 2u);
  ASSERT_EQ(accuracies.size(), 2u);
  for (size_t epoch = 0; epoch < 2; ++epoch) {
    EXPECT_EQ(losses[epoch].step, static_cast<int64_t>(6 * (epoch + 1)));
    EXPECT_EQ(scalar(losses[epoch]), static_cast<float>((*history_)[epoch].train_loss));
    EXPECT_EQ(scalar(accuracies[epoch]), static_cast<float>((*history_)[epoch].validation.at("accuracy")));
  }
  EXPECT_EQ(values_of("train/lr").size(), 2u);
  EXPECT_EQ(values_of("train/samples_per_second").size(), 2u);
}

TEST_F(TensorboardOfATraining, GradientNormsAreOfEveryStepAndBeforeClipping) {
  const auto norms = values_of("train/gradient_norm");
  ASSERT_EQ(norms.size(), 12u);
  for (size_t i = 0; i < norms.size(); ++i) {
    EXPECT_EQ(norms[i].step, static_cast<int64_t>(i + 1));
    EXPECT_GT(scalar(norms[i]), 0.01);  // clipped to 0.001
  }
  EXPECT_EQ(values_of("gradient_norm/" + *first_weight_).size(), 2u);
}

TEST_F(TensorboardOfATraining, PicturesArePngsOfTheSizeThatIsTold) {
  const auto samples = values_of("samples/pixels"), confusion = values_of("validation/confusion");
  ASSERT_EQ(samples.size(), 2u);
  ASSERT_EQ(confusion.size(), 2u);
  for (const auto& [value, channels] : {std::pair{samples[0], 1u}, std::pair{confusion[1], 3u}}) {
    const Message image = read_message(only(value.fields, 4).bytes);
    const std::string png = only(image, 4).bytes;
    EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
    const auto big_endian = [&](size_t at) {  // of the IHDR chunk
      uint64_t number = 0;
      for (size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(png.at(at + i));
      return number;
    };
    EXPECT_EQ(big_endian(16), only(image, 2).bits);
    EXPECT_EQ(big_endian(20), only(image, 1).bits);
    EXPECT_EQ(only(image, 3).bits, channels);
  }
  // Eight images of 12 pixels, four in a row, with 2 pixels between them.
  const Message sheet = read_message(only(samples[0].fields, 4).bytes);
  EXPECT_EQ(only(sheet, 2).bits, 4u * 12 + 3 * 2);
  EXPECT_EQ(only(sheet, 1).bits, 2u * 12 + 2);
}

TEST_F(TensorboardOfATraining, HistogramsCountEveryWeight) {
  const auto histograms = values_of("weights/" + *first_weight_);
  ASSERT_EQ(histograms.size(), 2u);
  const Message last = read_message(only(histograms[1].fields, 5).bytes);
  const torch::Tensor& weights = *weights_;
  EXPECT_EQ(only(last, 1).number(), weights.min().item<double>());
  EXPECT_EQ(only(last, 2).number(), weights.max().item<double>());
  EXPECT_EQ(only(last, 3).number(), static_cast<double>(weights.numel()));
  EXPECT_NEAR(only(last, 4).number(), weights.sum().item<double>(), 1e-4);
  const auto limits = read_packed(only(last, 6)), counts = read_packed(only(last, 7));
  ASSERT_EQ(limits.size(), counts.size());
  EXPECT_NEAR(limits.back(), weights.max().item<double>(), 1e-6);
  double total = 0;
  for (const double count : counts) total += count;
  EXPECT_EQ(total, static_cast<double>(weights.numel()));
  EXPECT_EQ(values_of("gradients/" + *first_weight_).size(), 2u);
}

/// HParamsPluginData inside SummaryMetadata.
Message plugin_data_of(const Value& value) {
  const Message plugin = read_message(only(read_message(only(value.fields, 9).bytes), 1).bytes);
  EXPECT_EQ(only(plugin, 1).bytes, "hparams");
  return read_message(only(plugin, 2).bytes);
}

TEST_F(TensorboardOfATraining, HyperParametersHaveNamesTypesAndValues) {
  const Message experiment =
      read_message(only(plugin_data_of(values_of("_hparams_/experiment").at(0)), 2).bytes);
  std::map<std::string, uint64_t> types;
  for (auto [at, end] = experiment.equal_range(4); at != end; ++at) {
    const Message info = read_message(at->second.bytes);
    types[only(info, 1).bytes] = only(info, 4).bits;
  }
  EXPECT_EQ(types, (std::map<std::string, uint64_t>{
                       {"model.name", 1}, {"train.ema", 2}, {"train.optimizer.lr", 3}}));
  std::set<std::string> metrics;
  for (auto [at, end] = experiment.equal_range(5); at != end; ++at)
    metrics.insert(only(read_message(only(read_message(at->second.bytes), 1).bytes), 2).bytes);
  EXPECT_THAT(metrics, Contains("validation/uar"));
  for (const std::string& metric : metrics) EXPECT_THAT(values_of(metric), Not(IsEmpty())) << metric;

  const Message start =
      read_message(only(plugin_data_of(values_of("_hparams_/session_start_info").at(0)), 3).bytes);
  std::map<std::string, Message> parameters;
  for (auto [at, end] = start.equal_range(1); at != end; ++at) {
    const Message entry = read_message(at->second.bytes);
    parameters[only(entry, 1).bytes] = read_message(only(entry, 2).bytes);
  }
  EXPECT_EQ(only(parameters.at("train.optimizer.lr"), 2).number(), 0.05);
  EXPECT_EQ(only(parameters.at("model.name"), 3).bytes, "tiny");
  EXPECT_EQ(only(parameters.at("train.ema"), 4).bits, 1u);

  const Message end =
      read_message(only(plugin_data_of(values_of("_hparams_/session_end_info").at(0)), 4).bytes);
  EXPECT_EQ(only(end, 1).bits, 1u);  // STATUS_SUCCESS
}

TEST(HyperParameters, AreTheKeysOfModelAndTrainingThatAreInUse) {
  ExperimentConfig config;
  config.name = "tiny";
  const auto parameters = list_hyper_parameters(config);
  EXPECT_EQ(std::get<double>(parameters.at("train.optimizer.lr")), 0.1);
  EXPECT_EQ(std::get<bool>(parameters.at("train.tensorboard")), false);
  EXPECT_EQ(std::get<std::string>(parameters.at("model.name")), "small_cnn");
  EXPECT_EQ(parameters.count("data.path"), 0u);
  EXPECT_EQ(parameters.count("train.speech.crop_s"), 0u);
}

TEST(TrainingImages, WhatIsNoPictureIsNotDrawn) {
  EXPECT_EQ(draw_samples(torch::zeros({4, 16000})).png, "");
  EXPECT_EQ(draw_samples(torch::zeros({4, 2, 8, 8})).png, "");
  EXPECT_EQ(draw_confusion({}, {}).png, "");
}

}  // namespace
}  // namespace affekt
