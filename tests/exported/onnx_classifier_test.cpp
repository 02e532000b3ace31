#include "exported/onnx_classifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "tests/inference/tiny_model.h"
#include "tests/inference/tiny_song_model.h"

namespace affekt {
namespace {

using test::make_mean_model;
using test::make_row_model;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

SharedOnnxModel read_model(const onnx::ModelProto& model) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "model.onnx", model.SerializeAsString());
  return read_onnx_model(folder / "model.onnx");
}

template <class Use>
std::string artifact_refusal(const Use& use) {
  try {
    use();
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("model.onnx: "));
    return error.what();
  }
  return "accepted";
}

std::string classifier_refusal_of(const onnx::ModelProto& model) {
  return artifact_refusal([&] { read_classifier_info(*read_model(model)); });
}

TEST(OnnxClassifierInfo, OfImagesTellsShapeNamesAndLabels) {
  const auto info = read_classifier_info(*read_model(make_row_model()));
  EXPECT_EQ(info.channels, 1);
  EXPECT_EQ(info.height, 2);
  EXPECT_EQ(info.width, 2);
  EXPECT_FALSE(info.takes_waveforms());
  EXPECT_EQ(info.input_name, "pixels");
  EXPECT_EQ(info.output_name, "probabilities");
  EXPECT_THAT(info.class_names, ElementsAre("up", "down"));
}

TEST(OnnxClassifierInfo, OfSoundTellsRateAndShortestWaveform) {
  const auto info = read_classifier_info(*read_model(make_mean_model()));
  EXPECT_TRUE(info.takes_waveforms());
  EXPECT_EQ(info.sample_rate_hz, 16000);
  EXPECT_EQ(info.min_samples, 4);
  EXPECT_EQ(info.input_name, "samples");
  EXPECT_EQ(info.channels, 0);
}

TEST(OnnxClassifierInfo, AModelOfSongsIsNone) {
  EXPECT_THAT(classifier_refusal_of(test::make_song_model()), HasSubstr("a model of songs"));
}

TEST(OnnxClassifierInfo, LabelsThatDoNotFitTheOutputAreRefused) {
  auto model = make_row_model();
  model.mutable_metadata_props(0)->set_value(R"(["up","down","left"])");
  EXPECT_THAT(classifier_refusal_of(model), HasSubstr("2 outputs but 3 labels"));
  for (const char* labels : {"up,down", "[]", R"(["up", 2])", R"({"up": 1})"}) {
    model.mutable_metadata_props(0)->set_value(labels);
    EXPECT_THAT(classifier_refusal_of(model),
                AllOf(HasSubstr("affekt.labels"), HasSubstr("expected"), HasSubstr("JSON")))
        << labels;
  }
}

TEST(OnnxClassifierInfo, AnInputThatIsNoImageIsRefused) {
  auto model = make_row_model();
  auto* tensor = model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(onnx::TensorProto::UINT8);
  EXPECT_THAT(classifier_refusal_of(model), HasSubstr("expected float32"));
  tensor->set_elem_type(onnx::TensorProto::FLOAT);
  tensor->mutable_shape()->mutable_dim(3)->set_dim_param("W");
  EXPECT_THAT(classifier_refusal_of(model), HasSubstr("no fixed size"));
  tensor->mutable_shape()->mutable_dim()->RemoveLast();
  EXPECT_THAT(classifier_refusal_of(model), HasSubstr("3 axes"));
}

TEST(OnnxClassifierInfo, AnInputThatIsNoWaveformIsRefused) {
  auto model = make_mean_model();
  for (const char* count : {"0", "-16000", "16000.5", "fast", "", "1e18", "1000000000000"}) {
    model.mutable_metadata_props(1)->set_value(count);
    EXPECT_THAT(classifier_refusal_of(model),
                AllOf(HasSubstr("affekt.sample_rate_hz"), HasSubstr("expected")))
        << count;
  }
  model.mutable_metadata_props()->DeleteSubrange(1, 1);
  EXPECT_THAT(classifier_refusal_of(model), AllOf(HasSubstr("affekt.sample_rate_hz"), HasSubstr("missing")));
  model = make_mean_model();
  model.mutable_metadata_props()->DeleteSubrange(0, 1);
  EXPECT_THAT(classifier_refusal_of(model), AllOf(HasSubstr("affekt.min_samples"), HasSubstr("missing")));
  model = make_mean_model();
  auto* tensor = model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type();
  tensor->mutable_shape()->mutable_dim(1)->set_dim_value(16000);
  EXPECT_THAT(classifier_refusal_of(model), AllOf(HasSubstr("free length"), HasSubstr("16000")));
}

/// Images of 2x2 pixels, as make_row_model takes them.
ImageSamples small_images(std::vector<uint8_t> pixels) {
  ImageSamples samples;
  samples.num_samples = static_cast<int64_t>(pixels.size()) / 4;
  samples.height = samples.width = 2;
  samples.pixels = std::move(pixels);
  return samples;
}

/// At 16 kHz, as make_mean_model takes them.
WaveformSamples small_waveforms(const std::vector<std::vector<int16_t>>& waves) {
  WaveformSamples samples;
  for (const auto& wave : waves) {
    samples.waves.insert(samples.waves.end(), wave.begin(), wave.end());
    samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
    samples.source_ids.push_back("recording " + std::to_string(samples.num_samples++));
  }
  return samples;
}

/// With every engine of this build.
class OnnxClassifierWith : public testing::TestWithParam<std::string> {
 protected:
  OnnxClassifier load(const onnx::ModelProto& proto) {
    const SharedOnnxModel model = read_model(proto);
    return {*model, make_engine(GetParam(), *model)};
  }
};

TEST_P(OnnxClassifierWith, ImagesGoThroughInBatches) {
  auto classifier = load(make_row_model());
  EXPECT_EQ(classifier.engine_name(), GetParam());
  // 131 samples: full batches and a short one; then fewer, then more again.
  for (int64_t count : {1, 131, 3, 64, 65, 1}) {
    std::vector<uint8_t> pixels;
    for (int64_t i = 0; i < count; ++i) {
      for (uint8_t value : {2 * i % 256, i % 256, 255 - i % 256, int64_t{7}}) pixels.push_back(value);
    }
    const auto probabilities = classifier.predict(small_images(pixels));
    ASSERT_EQ(probabilities.size(), static_cast<size_t>(2 * count));
    for (int64_t i = 0; i < count; ++i) {
      const auto* sample = &pixels[static_cast<size_t>(4 * i)];
      const double up = (sample[0] + sample[1]) / 100.0, down = (sample[2] + sample[3]) / 100.0;
      EXPECT_NEAR(probabilities[static_cast<size_t>(2 * i)], 1 / (1 + std::exp(down - up)), 1e-6)
          << "sample " << i << " of " << count;
    }
  }
}

TEST_P(OnnxClassifierWith, NoSamplesGiveNoProbabilities) {
  EXPECT_TRUE(load(make_row_model()).predict(small_images({})).empty());
}

TEST_P(OnnxClassifierWith, PixelsThatAreNotThatManySamplesAreABug) {
  ImageSamples samples = small_images({1, 2, 3, 4});
  samples.pixels.pop_back();
  EXPECT_THROW(load(make_row_model()).predict(samples), std::logic_error);
}

TEST_P(OnnxClassifierWith, ImagesOfAnotherShapeAreRefused) {
  ImageSamples samples = small_images({1, 2, 3, 4});
  samples.height = 4;
  samples.width = 1;
  EXPECT_THAT(artifact_refusal([&] { load(make_row_model()).predict(samples); }),
              AllOf(HasSubstr(GetParam()), HasSubstr("1x2x2"), HasSubstr("1x4x1")));
}

TEST_P(OnnxClassifierWith, EachWaveformGoesThroughInItsOwnLength) {
  // The mean of the samples: 16384 / 32768 = 0.5 gives logits 5 and 0, p_up = 1 / (1 + e^-5) = 0.9933071;
  // the second wave has mean 0, the third -0.25.
  auto classifier = load(make_mean_model());
  for (int times = 0; times < 2; ++times) {
    const auto probabilities = classifier.predict(small_waveforms(
        {{16384, 16384, 16384, 16384}, {32767, -32767, 100, -100, 5000, -5000, 0}, {-32768, 0, 0, 0}}));
    ASSERT_EQ(probabilities.size(), 6u);
    EXPECT_NEAR(probabilities[0], 0.9933071, 1e-6);
    EXPECT_NEAR(probabilities[1], 0.0066929, 1e-6);
    EXPECT_NEAR(probabilities[2], 0.5, 1e-6);
    EXPECT_NEAR(probabilities[4], 1 / (1 + std::exp(2.5)), 1e-6);
  }
}

TEST_P(OnnxClassifierWith, AWaveformThatIsTooShortIsRefusedByName) {
  auto classifier = load(make_mean_model());
  EXPECT_EQ(classifier.predict(small_waveforms({{1, 2, 3, 4}})).size(), 2u);
  EXPECT_THAT(artifact_refusal([&] {
                classifier.predict(small_waveforms({{1, 2, 3, 4}, {1, 2, 3}}));
              }),
              AllOf(HasSubstr("recording 1"), HasSubstr("3 samples"), HasSubstr("at least 4")));
}

TEST_P(OnnxClassifierWith, WaveformsOfAnotherRateAreRefused) {
  auto samples = small_waveforms({{1, 2, 3, 4}});
  samples.sample_rate_hz = 48000;
  EXPECT_THAT(artifact_refusal([&] { load(make_mean_model()).predict(samples); }),
              AllOf(HasSubstr("16000"), HasSubstr("48000")));
}

TEST_P(OnnxClassifierWith, SamplesOfTheOtherKindAreRefused) {
  EXPECT_THAT(artifact_refusal([&] {
                load(make_row_model()).predict(small_waveforms({{1, 2, 3, 4}}));
              }),
              HasSubstr("takes images, the data has waveforms"));
  EXPECT_THAT(artifact_refusal([&] {
                load(make_mean_model()).predict(small_images({1, 2, 3, 4}));
              }),
              HasSubstr("takes waveforms, the data has images"));
}

INSTANTIATE_TEST_SUITE_P(Engines, OnnxClassifierWith, testing::ValuesIn(in_process_engine_names()),
                         [](const auto& engine) { return engine.param; });

/// Asks for an interruption in its second batch, as Ctrl-C would.
class InterruptingEngine : public InferenceEngine {
 public:
  InterruptingEngine(const OnnxModel& model, int& num_batches)
      : InferenceEngine("interrupting", model), num_batches_(num_batches) {}

 private:
  HostTensors compute(const HostTensors& inputs) override {
    if (++num_batches_ == 2) std::raise(SIGINT);
    return {{"probabilities", HostTensor::make(DType::kFloat32, {inputs.begin()->second.shape[0], 2})}};
  }
  int& num_batches_;
};

int count_batches_of_interrupted(const onnx::ModelProto& proto, const Samples& samples) {
  const SharedOnnxModel model = read_model(proto);
  int num_batches = 0;
  OnnxClassifier classifier(*model, std::make_unique<InterruptingEngine>(*model, num_batches));
  install_interrupt_handlers();
  EXPECT_THROW(classifier.predict(samples), Interrupted);
  install_interrupt_handlers();  // clears the request
  return num_batches;
}

TEST(OnnxClassifier, AnInterruptIsHeededWithinABatch) {
  const std::vector<uint8_t> pixels(4 * 1000, 7);
  EXPECT_EQ(count_batches_of_interrupted(make_row_model(), small_images(pixels)), 2);
  const std::vector<std::vector<int16_t>> waves(5, {1, 2, 3, 4});
  EXPECT_EQ(count_batches_of_interrupted(make_mean_model(), small_waveforms(waves)), 2);
}

}  // namespace
}  // namespace affekt
