
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>
#include <sys/resource.h>

#include <csignal>
#include <cstring>
#include <limits>
#include <set>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/export/demo_network.h"
#include "tests/export/exported_classifier.h"
#include "tests/support/model_contract.h"

namespace affekt {
namespace {

using test::DemoNetwork;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr InputShape kShape = {1, 16, 16};

onnx::TensorProto read_tensor(const std::filesystem::path& path) {
  onnx::TensorProto tensor;
  EXPECT_TRUE(tensor.ParseFromString(read_text_file(path)));
  return tensor;
}

std::vector<float> values_of(const onnx::TensorProto& tensor) {
  std::vector<float> values(tensor.raw_data().size() / sizeof(float));
  std::memcpy(values.data(), tensor.raw_data().data(), tensor.raw_data().size());
  return values;
}

std::set<std::string> files_in(const std::filesystem::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) names.insert(std::filesystem::relative(entry.path(), directory).string());
  }
  return names;
}

class ExportModel : public testing::Test {
 protected:
  ExportResult run() { return test::export_to(folder_.path(), model_, samples_); }
  std::string refusal() {
    try {
      run();
    } catch (const Error& error) {
      return error.what();
    }
    return "exported";
  }
  nlohmann::json metric() {
    return nlohmann::json::parse(read_onnx_model(folder_ / "model.onnx")->metadata.at("affekt.metric"));
  }

  test::TemporaryFolder folder_;
  std::shared_ptr<DemoNetwork> network_ = std::make_shared<DemoNetwork>(kShape);
  TrainedModel model_ = test::make_trained_model(network_, 1.5);
  Samples samples_ = test::make_noise_images(kShape, 70);
};

TEST_F(ExportModel, TheDemoNetworkTellsImagesApart) {
  const auto probabilities = test::reference_probabilities(model_, images_of(samples_));
  EXPECT_GE(std::get<0>(torch::_unique2(probabilities.argmax(1))).numel(), 2);
}

TEST_F(ExportModel, WritesModelVectorsAndCardAndNothingElse) {
  const auto summary = run();
  EXPECT_EQ(summary.gate.num_samples, 70);
  EXPECT_THAT(summary.agreement, HasSubstr("of the "
                                           "test"
                                           " split"));
  EXPECT_LT(summary.gate.differences.at("probabilities"), 1e-5);
  EXPECT_EQ(files_in(folder_.path()),
            (std::set<std::string>{"model.json", "model.onnx", "model_card.md", "test_data_set_0/input_0.pb",
                                   "test_data_set_0/output_0.pb"}));
  testing_support::expect_model_contract_fits(folder_.path(), "classification");
}

TEST_F(ExportModel, TheFileAloneGivesLibTorchsPredictions) {
  run();
  const auto expected = test::reference_probabilities(model_, images_of(samples_));
  for (const auto& name : in_process_engine_names()) {
    auto actual = test::run_classifier(name, folder_ / "model.onnx", samples_);
    EXPECT_LT((torch::tensor(actual).view_as(expected) - expected).abs().max().item<double>(), 1e-5) << name;
  }
}

TEST_F(ExportModel, TestVectorsAreReproducedByEveryEngine) {
  run();
  const auto input = read_tensor(folder_ / "test_data_set_0/input_0.pb");
  const auto output = read_tensor(folder_ / "test_data_set_0/output_0.pb");
  EXPECT_EQ(input.name(), "pixels");
  EXPECT_EQ(output.name(), "probabilities");
  ASSERT_EQ(input.dims_size(), 4);
  ASSERT_EQ(output.dims_size(), 2);
  EXPECT_GT(input.dims(0), 1);
  EXPECT_EQ(output.dims(0), input.dims(0));
  EXPECT_EQ(output.dims(1), 7);
  const auto pixels = values_of(input), expected = values_of(output);
  ImageSamples vectors = test::make_noise_images(kShape, input.dims(0));
  vectors.pixels.assign(pixels.begin(), pixels.end());
  for (const auto& name : in_process_engine_names()) {
    const auto actual = test::run_classifier(name, folder_ / "model.onnx", vectors);
    ASSERT_EQ(actual.size(), expected.size());
    for (size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-5) << name;
  }
}

TEST_F(ExportModel, TestVectorsHoldNoImageOfTheData) {
  run();
  const auto pixels = values_of(read_tensor(folder_ / "test_data_set_0/input_0.pb"));
  const std::vector<uint8_t> bytes(pixels.begin(), pixels.end());
  const size_t size = 16 * 16;
  for (size_t v = 0; v < bytes.size(); v += size) {
    for (size_t s = 0; s < images_of(samples_).pixels.size(); s += size) {
      EXPECT_NE(0, std::memcmp(&bytes[v], &images_of(samples_).pixels[s], size));
    }
  }
}

TEST_F(ExportModel, AWrongWeightInTheGraphIsCaught) {
  network_->described_error = torch::tensor({0.0f, 0.0f, 0.02f, 0.0f, 0.0f, 0.0f, 0.0f});
  EXPECT_THROW(run(), ArtifactError);
  EXPECT_THAT(refusal(), AllOf(HasSubstr("faces/0.png"), HasSubstr("70 of 70 samples"), HasSubstr("opencv")));
  EXPECT_THAT(files_in(folder_.path()), IsEmpty());
}

TEST_F(ExportModel, AnotherClassIsCaughtWhateverTheLimit) {
  model_.config.export_.max_probability_difference = 1.0;
  network_->described_error = torch::tensor({0.0f, 0.0f, 30.0f, 0.0f, 0.0f, 0.0f, 0.0f});
  EXPECT_THAT(refusal(), HasSubstr("opencv says fear"));
}

TEST_F(ExportModel, AFailedGateLeavesTheOldFilesUntouched) {
  run();
  const auto before = files_in(folder_.path());
  std::map<std::string, std::string> digests;
  for (const auto& name : before) digests[name] = sha256_of_file(folder_ / name);
  network_->described_error = torch::full({7}, 0.5f) * torch::arange(7);
  EXPECT_THROW(run(), ArtifactError);
  EXPECT_EQ(files_in(folder_.path()), before);
  for (const auto& name : before) EXPECT_EQ(sha256_of_file(folder_ / name), digests[name]) << name;
}

/// For its lifetime no file may grow beyond `bytes`: writes fail as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit = {bytes, old_limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_limit_{};
  void (*old_handler_)(int);
};

TEST_F(ExportModel, AFailingRenameLeavesNoNewFileBesideTheOldOnes) {
  run();
  std::filesystem::remove(folder_ / "model.onnx");
  std::filesystem::create_directories(folder_ / "model.onnx");  // which no file can replace
  write_text_atomically(folder_ / "model.onnx/mine.txt", "mine");
  const auto before = files_in(folder_.path());
  std::map<std::string, std::string> digests;
  for (const auto& name : before) digests[name] = sha256_of_file(folder_ / name);
  model_.temperature = 2.0;
  EXPECT_THAT(refusal(), AllOf(HasSubstr("model.onnx"), HasSubstr("cannot replace")));
  EXPECT_EQ(files_in(folder_.path()), before);
  for (const auto& name : before) EXPECT_EQ(sha256_of_file(folder_ / name), digests[name]) << name;
}

TEST_F(ExportModel, TestVectorsOfAFormerModelDoNotStay) {
  run();
  write_text_atomically(folder_ / "test_data_set_0/input_7.pb", "of a model with more inputs");
  std::filesystem::create_directories(folder_ / "test_data_set_1");
  write_text_atomically(folder_ / "test_data_set_1/input_0.pb", "of a model with two sets");
  run();
  EXPECT_EQ(files_in(folder_.path()),
            (std::set<std::string>{"model.json", "model.onnx", "model_card.md", "test_data_set_0/input_0.pb",
                                   "test_data_set_0/output_0.pb"}));
}

TEST_F(ExportModel, AFullDiskLeavesTheOldModelUntouched) {
  run();
  const auto before = files_in(folder_.path());
  const auto digest = sha256_of_file(folder_ / "model.onnx");
  model_.temperature = 2.0;
  {
    const FileSizeLimit limit(1000);
    EXPECT_THAT(refusal(), AllOf(HasSubstr("model.onnx"), HasSubstr("cannot write")));
  }
  EXPECT_EQ(files_in(folder_.path()), before);
  EXPECT_EQ(sha256_of_file(folder_ / "model.onnx"), digest);
}

TEST_F(ExportModel, WeightsThatAreNoNumbersAreCaught) {
  network_->described_error = torch::full({7}, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT(refusal(), AllOf(HasSubstr("was not written"), HasSubstr("70 of 70 samples differ")));
  EXPECT_THAT(files_in(folder_.path()), IsEmpty());
}

TEST_F(ExportModel, WithoutSamplesThereIsNoGateAndNoFile) {
  samples_ = select_split(samples_, Split::kTrain);
  EXPECT_THAT(refusal(), HasSubstr("no samples"));
  EXPECT_THAT(files_in(folder_.path()), IsEmpty());
}

TEST_F(ExportModel, ImagesOfAnotherSizeAreRefused) {
  samples_ = test::make_noise_images({1, 20, 16}, 3);
  EXPECT_THAT(refusal(), AllOf(HasSubstr("1x20x16"), HasSubstr("1x16x16")));
}

TEST_F(ExportModel, WithoutAReportTheSelectionIsTheMetric) {
  run();
  EXPECT_EQ(metric(), (nlohmann::json{{"name", "macro_f1"}, {"value", 0.625}, {"split", "validation"}}));
}

TEST_F(ExportModel, AReportOnTheseWeightsGivesMetricAndInterval) {
  const nlohmann::json report = {
      {"model", {{"weights_digest", "weights-digest"}}},
      {"data", {{"split", "test"}}},
      {"metrics", {{"accuracy", {{"value", 0.6812}, {"ci95", {0.66, 0.7}}}}, {"uar", {{"value", 0.5}}}}}};
  write_text_atomically(folder_ / "report.json", report.dump());
  run();
  EXPECT_EQ(
      metric(),
      (nlohmann::json{{"name", "accuracy"}, {"value", 0.6812}, {"split", "test"}, {"ci95", {0.66, 0.7}}}));
  EXPECT_THAT(read_text_file(folder_ / "model_card.md"),
              AllOf(HasSubstr("| accuracy | 0.6812 | 0.6600 to 0.7000 |"),
                    HasSubstr("| uar | 0.5000 | not known |")));
}

TEST_F(ExportModel, AReportOnOtherWeightsIsLeftAlone) {
  write_text_atomically(
      folder_ / "report.json",
      R"({"model": {"weights_digest": "older"}, "metrics": {"accuracy": {"value": 0.99}}})");
  run();
  EXPECT_EQ(metric().at("name"), "macro_f1");
  EXPECT_THAT(read_text_file(folder_ / "model_card.md"), Not(HasSubstr("0.99")));
}

TEST_F(ExportModel, ATruncatedReportIsNamed) {
  write_text_atomically(folder_ / "report.json", R"({"model": {"weights_dig)");
  EXPECT_THAT(refusal(), AllOf(HasSubstr("report.json"), HasSubstr("not a JSON object")));
}

TEST_F(ExportModel, TheCardTellsContractLabelsDigestsAndUse) {
  run();
  const auto card = read_text_file(folder_ / "model_card.md");
  for (const char* part :
       {"[N, 1, 16, 16]", "0..255", "| 3 | happy |", "demo faces", "weights-digest", "data-digest",
        "config-digest", "70 images of the test split", "ort.InferenceSession(\"model.onnx\")",
        "cv::dnn::readNetFromONNX", "## Limits", "macro_f1", "const labels = [\"", "console.log(labels["}) {
    EXPECT_THAT(card, HasSubstr(part));
  }
  EXPECT_THAT(card, HasSubstr(sha256_of_file(folder_ / "model.onnx")));
}

}  // namespace
}  // namespace affekt
