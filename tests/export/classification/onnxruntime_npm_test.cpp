// Exported models in ONNX Runtime itself, from its npm package: tests/onnxruntime/run_model.mjs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>

#include "core/files/atomic_file.h"
#include "models/model_table.h"
#include "tests/export/demo_network.h"
#include "tests/export/demo_speech_network.h"
#include "tests/export/exported_classifier.h"
#include "tests/export/table_networks.h"

namespace affekt {
namespace {

using test::DemoNetwork;
using test::DemoPooling;
using testing::AllOf;
using testing::HasSubstr;

struct NodeResult {
  int exit_code = -1;
  std::string output;
};

class OnnxRuntimeNpm : public testing::Test {
 protected:
  void SetUp() override {
    const auto project = std::filesystem::path(AFFEKT_SOURCE_DIR) / "tests" / "onnxruntime";
    ASSERT_TRUE(std::filesystem::exists(project / "node_modules" / "onnxruntime-node"))
        << "ONNX Runtime's npm package is not installed. Run scripts/setup, or: cd tests/onnxruntime && npm "
           "ci "
           "--ignore-scripts";
    script_ = project / "run_model.mjs";
  }

  NodeResult run_node(const std::string& more_arguments = "") {
    const auto log = folder_ / "node.log";
    const std::string command = "node '" + script_.string() + "' '" + run_directory().string() + "' " +
                                more_arguments + " > '" + log.string() + "' 2>&1";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text_file(log)};
  }

  std::filesystem::path run_directory() const { return folder_ / "run"; }

  void export_to_run_directory(const TrainedModel& model) {
    std::filesystem::remove_all(run_directory());  // a model of sound has one more set of test vectors
    std::filesystem::create_directories(run_directory());
    samples_ = test::make_samples_for(*model.network, 70);
    test::export_to(run_directory(), model, samples_);
  }

  /// predictions.csv as `affekt evaluate` writes it, with LibTorch's probabilities.
  void write_predictions(const torch::Tensor& probabilities) {
    std::ofstream csv(folder_ / "predictions.csv");
    csv << "source_id,label";
    for (int64_t k = 0; k < probabilities.size(1); ++k) csv << ",p_" << static_cast<char>('a' + k);
    csv << "\n";
    csv.precision(9);
    for (int64_t i = 0; i < probabilities.size(0); ++i) {
      csv << "\"faces, " << i << ".png\",0";
      for (int64_t k = 0; k < probabilities.size(1); ++k) csv << ',' << probabilities[i][k].item<float>();
      csv << '\n';
    }
  }
  void write_numbers(const char* name, const void* numbers, size_t num_bytes) {
    write_text_atomically(folder_ / name, {static_cast<const char*>(numbers), num_bytes});
  }

  test::TemporaryFolder folder_;
  std::filesystem::path script_;
  Samples samples_;
};

TEST_F(OnnxRuntimeNpm, AgreesOnTheTestVectorsInOneBatchAndOneByOne) {
  export_to_run_directory(
      test::make_trained_model(std::make_shared<DemoNetwork>(InputShape{1, 16, 16}), 1.5));
  const auto result = run_node("--tolerance 1e-5");
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("test_data_set_0, N = 8: 8 images"),
                                   HasSubstr("test_data_set_0, N = 1: 8 images")));
}

TEST_F(OnnxRuntimeNpm, AgreesOnEveryNetworkOfTheModelTable) {
  for (const auto& network : test::table_networks()) {
    export_to_run_directory(test::make_trained_model(test::make_table_network(network.model, network.input)));
    const auto result = run_node();
    EXPECT_EQ(result.exit_code, 0) << network.label << "\n" << result.output;
  }
}

TEST_F(OnnxRuntimeNpm, AgreesWithAPredictionsFile) {
  const auto model = test::make_trained_model(std::make_shared<DemoNetwork>(InputShape{1, 16, 16}));
  export_to_run_directory(model);
  const auto& pixels = images_of(samples_).pixels;
  write_predictions(test::reference_probabilities(model, images_of(samples_)));
  write_numbers("pixels.u8", pixels.data(), pixels.size());
  const auto result = run_node("--pixels '" + (folder_ / "pixels.u8").string() + "' --predictions '" +
                               (folder_ / "predictions.csv").string() + "'");
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("predictions.csv: 70 images"), HasSubstr("class differences 0")));
}

TEST_F(OnnxRuntimeNpm, AgreesOnWaveformsOfTwoLengthsInOneBatchAndOneByOne) {
  for (auto pooling : {DemoPooling::kMean, DemoPooling::kStatistics, DemoPooling::kAttention}) {
    export_to_run_directory(test::make_trained_speech_model(pooling, 1.5));
    const auto result = run_node("--tolerance 5e-5");
    EXPECT_EQ(result.exit_code, 0) << test::name_of(pooling) << "\n" << result.output;
    for (const char* part :
         {"test_data_set_0, N = 4: 4 recordings", "test_data_set_0, N = 1: 4 recordings",
          "test_data_set_1, N = 4: 4 recordings", "test_data_set_1, N = 1: 4 recordings"}) {
      EXPECT_THAT(result.output, HasSubstr(part));
    }
  }
}

TEST_F(OnnxRuntimeNpm, AgreesOnRecordingsOfDifferentLength) {
  const auto model = test::make_trained_speech_model(DemoPooling::kStatistics, 1.5);
  export_to_run_directory(model);
  const auto& recordings = waveforms_of(samples_);
  write_predictions(test::reference_probabilities(model, recordings));
  write_numbers("waves.i16", recordings.waves.data(), 2 * recordings.waves.size());
  std::string lengths;
  for (int64_t i = 0; i < recordings.num_samples; ++i) lengths += std::to_string(recordings.length(i)) + "\n";
  write_text_atomically(folder_ / "lengths.txt", lengths);
  const auto result = run_node("--tolerance 5e-5 --waves '" + (folder_ / "waves.i16").string() +
                               "' --lengths '" + (folder_ / "lengths.txt").string() + "' --predictions '" +
                               (folder_ / "predictions.csv").string() + "'");
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("predictions.csv: 70 recordings"), HasSubstr("class differences 0")));
}

TEST_F(OnnxRuntimeNpm, AWrongExpectationFails) {
  export_to_run_directory(test::make_trained_model(std::make_shared<DemoNetwork>(InputShape{1, 16, 16})));
  const auto path = run_directory() / "test_data_set_0" / "output_0.pb";
  onnx::TensorProto expected;
  ASSERT_TRUE(expected.ParseFromString(read_text_file(path)));
  auto* first = reinterpret_cast<float*>(expected.mutable_raw_data()->data());
  first[0] += 0.001f;
  write_text_atomically(path, expected.SerializeAsString());
  const auto result = run_node();
  EXPECT_EQ(result.exit_code, 1) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("max |dp| 1.00e-3"), HasSubstr("FAILED")));
}

}  // namespace
}  // namespace affekt
