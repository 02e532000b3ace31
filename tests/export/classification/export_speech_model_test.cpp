// What the export of a model of speech writes beside and into model.onnx.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <set>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/export/demo_speech_network.h"
#include "tests/export/exported_classifier.h"
#include "tests/support/model_contract.h"

namespace affekt {
namespace {

using test::DemoPooling;
using test::DemoSpeechNetwork;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

onnx::TensorProto read_speech_tensor(const std::filesystem::path& path) {
  onnx::TensorProto tensor;
  EXPECT_TRUE(tensor.ParseFromString(read_text_file(path)));
  return tensor;
}

class ExportSpeechModel : public testing::Test {
 protected:
  ExportResult run() { return test::export_to(folder_.path(), model_, samples_); }
  template <class Exception>
  std::string refusal() {
    try {
      run();
    } catch (const Exception& error) {
      return error.what();
    }
    return "exported";
  }

  test::TemporaryFolder folder_;
  TrainedModel model_ = test::make_trained_speech_model(DemoPooling::kStatistics, 1.5);
  Samples samples_ = test::make_demo_sounds({4000, 1000, 16000, 997, 2531});
};

TEST_F(ExportSpeechModel, TheGateComparesEveryRecordingInItsOwnLength) {
  const auto summary = run();
  EXPECT_EQ(summary.gate.num_samples, 5);
  EXPECT_LT(summary.gate.differences.at("probabilities"), 5e-5);
  auto& network = dynamic_cast<DemoSpeechNetwork&>(*model_.network);
  network.described_error = torch::tensor({0.0f, 0.02f, 0.0f, 0.0f, 0.0f});
  EXPECT_THAT(refusal<ArtifactError>(), AllOf(HasSubstr("recordings/0.wav"), HasSubstr("5 of 5 samples")));
}

TEST_F(ExportSpeechModel, TheFileSaysWhatItTakes) {
  run();
  testing_support::expect_model_contract_fits(folder_.path(), "classification");
  const auto model = read_onnx_model(folder_ / "model.onnx");
  EXPECT_EQ(model->text("affekt.sample_rate_hz"), "16000");
  EXPECT_EQ(model->text("affekt.min_samples"), std::to_string(model_.network->input_shape().min_samples));
  EXPECT_THAT(model->text("affekt.input"),
              AllOf(HasSubstr("[N, T]"), HasSubstr("16000 Hz"), HasSubstr("-1..1"), HasSubstr("mono"),
                    HasSubstr("T >= 232"), HasSubstr("one length"), HasSubstr("40 dB")));
  for (const auto& [key, value] : model->metadata) EXPECT_THAT(key, Not(HasSubstr("Image.")));
}

TEST_F(ExportSpeechModel, TestVectorsHaveTwoLengths) {
  run();
  std::set<int64_t> lengths;
  for (const char* set : {"test_data_set_0", "test_data_set_1"}) {
    const auto input = read_speech_tensor(folder_ / set / "input_0.pb");
    const auto output = read_speech_tensor(folder_ / set / "output_0.pb");
    EXPECT_EQ(input.name(), "samples");
    ASSERT_EQ(input.dims_size(), 2);
    EXPECT_EQ(input.dims(0), 4);
    lengths.insert(input.dims(1));
    EXPECT_EQ(output.dims(0), 4);
    EXPECT_EQ(output.dims(1), 5);
    const auto* values = reinterpret_cast<const float*>(input.raw_data().data());
    const auto wave = [&](int64_t row) {
      return torch::tensor(
          torch::ArrayRef<float>(values + row * input.dims(1), static_cast<size_t>(input.dims(1))));
    };
    EXPECT_EQ(wave(0).abs().max().item<float>(), 0.0f) << "the first is silence";
    for (int64_t row = 1; row < 4; ++row) {
      EXPECT_GT(wave(row).abs().max().item<float>(), 0.2f) << row;
      EXPECT_LT(wave(row).abs().max().item<float>(), 1.0f) << row;
    }
    // The tone: 440 periods a second cross zero upwards as often.
    const auto tone = wave(1);
    const auto upwards = tone.slice(0, 1).gt(0).logical_and(tone.slice(0, 0, -1).le(0)).sum().item<int64_t>();
    EXPECT_NEAR(static_cast<double>(upwards), 440.0 * static_cast<double>(input.dims(1)) / 16000, 1.0);
  }
  EXPECT_EQ(lengths, (std::set<int64_t>{16000, 24321}));
}

TEST_F(ExportSpeechModel, TheCardTellsHowToRunItOnSound) {
  run();
  const auto card = read_text_file(folder_ / "model_card.md");
  for (const char* part :
       {"emotion that a voice expresses", "`samples`: float32 [N, T]", "N and T are free",
        "5 recordings, each in its own length, of the test split", "test_data_set_1", "soundfile.read",
        "ort.InferenceSession(\"model.onnx\")", "OfflineAudioContext", "audio.numberOfChannels",
        "console.log(labels[", "cv::dnn::readNetFromONNX", "actors"}) {
    EXPECT_THAT(card, HasSubstr(part));
  }
  EXPECT_THAT(card, AllOf(Not(HasSubstr("image")), Not(HasSubstr("pixels")), Not(HasSubstr("face"))));
}

TEST_F(ExportSpeechModel, ARecordingThatIsTooShortIsRefusedByName) {
  samples_ = test::make_demo_sounds({4000, 231});
  EXPECT_THAT(refusal<DataError>(), AllOf(HasSubstr("recordings/1.wav"), HasSubstr("231"), HasSubstr("232")));
}

TEST_F(ExportSpeechModel, SamplesOfAnotherRateAreRefused) {
  std::get<WaveformSamples>(samples_).sample_rate_hz = 8000;
  EXPECT_THAT(refusal<ArtifactError>(), AllOf(HasSubstr("8000"), HasSubstr("16000")));
}

TEST_F(ExportSpeechModel, ImagesAreRefused) {
  samples_ = test::make_noise_images({1, 16, 16}, 3);
  EXPECT_THAT(refusal<ArtifactError>(), AllOf(HasSubstr("waveforms"), HasSubstr("images")));
}

}  // namespace
}  // namespace affekt
