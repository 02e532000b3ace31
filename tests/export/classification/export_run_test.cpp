#include "tests/export/exported_classifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core/utility.hpp>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/threads.h"
#include "inference/onnx_model.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/trained_model.h"
#include "runs/weights.h"
#include "tests/export/demo_network.h"
#include "tests/export/demo_speech_network.h"

namespace affekt {
namespace {

using test::export_run;
using testing::AllOf;
using testing::HasSubstr;

constexpr InputShape kRunShape = {1, 24, 24};

class ExportRun : public testing::Test {
 protected:
  ExportRun() {
    std::filesystem::create_directories(run_.root);
    prepared_.samples = test::make_noise_images(kRunShape, 30);  // 15 test, 15 validation
    prepared_.info.dataset_name = "demo";
    prepared_.info.class_names = {"angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"};
    write_data();
    info_.config.name = "demo";
    info_.config.data.path = "datasets/demo";
    info_.config.model.channels = {8, 16};
    info_.config.model.residual_blocks = {0, 1};
    info_.about = to_json(ClassifierInfo{prepared_.info.class_names, kRunShape, 1.25});
    info_.dataset_name = "demo";
    info_.data_digest = read_prepared_info(data_).content_digest;
    info_.prepared_path = data_;
    info_.selection = {
        {"metric", "accuracy"}, {"value", 0.5}, {"epoch", 1}, {"split", "validation"}, {"seed", 1}};
    NetworkOptions options;
    options.model = info_.config.model;
    options.input = kRunShape;
    const auto network = make_network(options, 3);
    write_network_file(run_.weights(), info_, named_tensors_of(*network));
  }

  void write_data() { write_prepared(data_, prepared_); }
  void set_all_splits(Split split) {
    auto& splits = table_of(prepared_.samples).splits;
    splits.assign(splits.size(), split);
    write_data();
  }
  template <class Exception>
  std::string refusal() {
    try {
      export_run({run_.root, {}});
    } catch (const Exception& error) {
      return error.what();
    }
    return "exported";
  }

  test::TemporaryFolder folder_;
  RunPaths run_{folder_ / "run"};
  std::filesystem::path data_ = folder_ / "demo.h5";
  PreparedData prepared_;
  NetworkFileInfo info_;
};

TEST_F(ExportRun, GatesOnTheTestSplitAndTellsTheRunsProvenance) {
  const auto summary = export_run({run_.root, {}});
  EXPECT_THAT(summary.agreement, HasSubstr("of the "
                                           "test"
                                           " split"));
  EXPECT_EQ(summary.gate.num_samples, 15);
  const auto model = read_onnx_model(run_.onnx());
  EXPECT_EQ(describe(model->inputs.at(0)), "float32 [N, 1, 24, 24]");
  EXPECT_EQ(model->text("affekt.labels"), nlohmann::json(prepared_.info.class_names).dump());
  EXPECT_EQ(model->text("affekt.weights_digest"), sha256_of_file(run_.weights()));
  EXPECT_EQ(model->text("affekt.data_digest"), info_.data_digest);
  EXPECT_EQ(model->text("affekt.config_digest").size(), 64u);
  EXPECT_EQ(model->text("affekt.model"), "small_cnn");
}

TEST_F(ExportRun, TheEnginesUseTheThreadsThatTheConfigAskedFor) {
  set_thread_count(1);
  export_run({run_.root, {}});
  EXPECT_EQ(cv::getNumThreads(), 1);
  set_thread_count(0);
  export_run({run_.root, {}});
  EXPECT_EQ(cv::getNumThreads(), thread_count());
}

TEST_F(ExportRun, WithoutTestSamplesItGatesOnValidation) {
  set_all_splits(Split::kValidation);
  const auto summary = export_run({run_.root, {}});
  EXPECT_THAT(summary.agreement, HasSubstr("of the "
                                           "validation"
                                           " split"));
  EXPECT_EQ(summary.gate.num_samples, 30);
}

TEST_F(ExportRun, AModelTrainedOnAllThereIsIsGatedOnItsTrainingSamples) {
  set_all_splits(Split::kTrain);
  const auto summary = export_run({run_.root, {}});
  EXPECT_THAT(summary.agreement, HasSubstr("of the "
                                           "train"
                                           " split"));
  EXPECT_EQ(summary.gate.num_samples, 30);
  EXPECT_THAT(read_text_file(run_.root / "model_card.md"), HasSubstr("30 images of the train split"));
}

TEST_F(ExportRun, AMissingPreparedFileIsNamedWithTheWayOut) {
  std::filesystem::remove(data_);
  EXPECT_THAT(refusal<DataError>(),
              AllOf(HasSubstr("demo.h5"), HasSubstr("affekt prepare"), HasSubstr("--data")));
}

TEST_F(ExportRun, ARunFromAnotherMachineAsksForItsData) {
  std::filesystem::remove(run_.root / "local.json");
  EXPECT_THAT(refusal<ConfigError>(), AllOf(HasSubstr("local.json"), HasSubstr("--data")));
  EXPECT_EQ(export_run({run_.root, data_}).gate.num_samples, 15);
}

TEST_F(ExportRun, AnotherPreparedFileCanBeNamed) {
  const auto elsewhere = folder_ / "elsewhere.h5";
  std::filesystem::rename(data_, elsewhere);
  EXPECT_EQ(export_run({run_.root, elsewhere}).gate.num_samples, 15);
}

TEST_F(ExportRun, TruncatedWeightsAreAnArtifactError) {
  const auto bytes = read_text_file(run_.weights());
  write_text_atomically(run_.weights(), std::string_view(bytes).substr(0, bytes.size() / 2));
  EXPECT_THAT(refusal<ArtifactError>(), HasSubstr("best.safetensors"));
  EXPECT_FALSE(std::filesystem::exists(run_.onnx()));
}

TEST_F(ExportRun, AFolderThatIsNoRunIsAnArtifactError) {
  run_.root = folder_ / "nowhere";
  EXPECT_THAT(refusal<ArtifactError>(), HasSubstr("nowhere"));
}

TEST(ExportSpeechRun, GatesOnRecordingsOfDifferentLength) {
  const test::TemporaryFolder folder;
  const RunPaths run{folder / "run"};
  std::filesystem::create_directories(run.root);
  PreparedData prepared;
  prepared.samples = test::make_demo_sounds({8000, 12345, 9000, 16001});  // by turns test and validation
  prepared.info.dataset_name = "demo";
  prepared.info.class_names = {"neutral", "calm", "happy", "sad", "angry"};
  write_prepared(folder / "demo.h5", prepared);
  NetworkFileInfo info;
  info.config.name = "demo";
  info.config.data.path = "datasets/demo";
  info.config.model.name = "speech_cnn";
  info.config.model.channels = {4, 8};
  info.config.model.residual_blocks = {0, 1};
  info.config.model.front_end.num_mels = 16;
  info.about = to_json(ClassifierInfo{prepared.info.class_names, waveform_input(16000), 1.0});
  info.dataset_name = "demo";
  info.data_digest = read_prepared_info(folder / "demo.h5").content_digest;
  info.prepared_path = folder / "demo.h5";
  info.selection = {{"policy", "last"}, {"epoch", 1}, {"split", "none"}, {"seed", 1}, {"finished", true}};
  NetworkOptions options;
  options.model = info.config.model;
  options.input = waveform_input(16000);
  options.num_classes = 5;
  const auto network = make_network(options, 3);
  write_network_file(run.weights(), info, named_tensors_of(*network));
  const auto summary = export_run({run.root, {}});
  EXPECT_THAT(summary.agreement, HasSubstr("of the "
                                           "test"
                                           " split"));
  EXPECT_EQ(summary.gate.num_samples, 2);
  EXPECT_LT(summary.gate.differences.at("probabilities"), 1e-4);
  EXPECT_EQ(read_onnx_model(run.onnx())->text("affekt.min_samples"),
            std::to_string(network->input_shape().min_samples));
}

}  // namespace
}  // namespace affekt
