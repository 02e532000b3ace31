#include "inference/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>

#include "core/error.h"
#include "core/interrupt.h"
#include "inference/batched_engine.h"
#include "tests/inference/tiny_model.h"

namespace affekt {
namespace {

using test::make_mean_model;
using test::make_row_model;
using test::TemporaryFolder;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

/// Pictures of 2x2 pixels, as make_row_model takes them.
ImageSamples pictures(std::vector<uint8_t> pixels) {
  ImageSamples samples;
  samples.num_samples = static_cast<int64_t>(pixels.size()) / 4;
  samples.height = samples.width = 2;
  samples.pixels = std::move(pixels);
  return samples;
}

/// At 16 kHz, as make_mean_model takes them.
WaveformSamples waveforms(const std::vector<std::vector<int16_t>>& waves) {
  WaveformSamples samples;
  for (const auto& wave : waves) {
    samples.waves.insert(samples.waves.end(), wave.begin(), wave.end());
    samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
    samples.source_ids.push_back("clip " + std::to_string(samples.num_samples++));
  }
  return samples;
}

/// Every engine of this build.
class EveryEngine : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<InferenceEngine> load(const onnx::ModelProto& model) {
    test::write_bytes(folder_ / "model.onnx", model.SerializeAsString());
    return make_engine(GetParam(), folder_ / "model.onnx");
  }
  TemporaryFolder folder_;
};

TEST_P(EveryEngine, GivesWhatOneCalculatesByHand) {
  // Rows sum to 100 + 120 = 220 and 20 + 50 = 70: logits 2.2 and 0.7, so p_up = 1 / (1 + e^-1.5) = 0.8175745.
  const auto probabilities = load(make_row_model())->predict(pictures({100, 120, 20, 50}));
  ASSERT_EQ(probabilities.size(), 2u);
  EXPECT_NEAR(probabilities[0], 0.8175745, 1e-6);
  EXPECT_NEAR(probabilities[1], 0.1824255, 1e-6);
}

TEST_P(EveryEngine, ASampleDoesNotDependOnItsBatch) {
  auto engine = load(make_row_model());
  // 131 samples: full batches and a short one; then fewer, then more again.
  for (int64_t count : {1, 131, 3, 64, 65, 1}) {
    std::vector<uint8_t> pixels;
    for (int64_t i = 0; i < count; ++i) {
      for (uint8_t value : {2 * i % 256, i % 256, 255 - i % 256, int64_t{7}}) pixels.push_back(value);
    }
    const auto probabilities = engine->predict(pictures(pixels));
    ASSERT_EQ(probabilities.size(), static_cast<size_t>(2 * count));
    for (int64_t i = 0; i < count; ++i) {
      const auto* sample = &pixels[static_cast<size_t>(4 * i)];
      const double up = (sample[0] + sample[1]) / 100.0, down = (sample[2] + sample[3]) / 100.0;
      EXPECT_NEAR(probabilities[static_cast<size_t>(2 * i)], 1 / (1 + std::exp(down - up)), 1e-6)
          << "sample " << i << " of " << count;
    }
  }
}

TEST_P(EveryEngine, NoSamplesGiveNoProbabilities) {
  EXPECT_TRUE(load(make_row_model())->predict(pictures({})).empty());
}

TEST_P(EveryEngine, KnowsItsName) {
  EXPECT_EQ(load(make_row_model())->name(), GetParam());
}

TEST_P(EveryEngine, PixelsThatAreNotThatManySamplesAreABug) {
  auto engine = load(make_row_model());
  ImageSamples samples = pictures({1, 2, 3, 4});
  samples.pixels.pop_back();
  EXPECT_THROW(engine->predict(samples), std::logic_error);
}

TEST_P(EveryEngine, AnOperatorItLacksIsAnArtifactError) {
  auto model = make_row_model();
  model.mutable_graph()->mutable_node(0)->set_op_type("NoSuchOperator");
  try {
    load(model)->predict(pictures({1, 2, 3, 4}));
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("model.onnx"), HasSubstr(GetParam())));
  }
}

template <class Use>
std::string engine_refusal_of(const Use& use) {
  try {
    use();
  } catch (const ArtifactError& error) {
    return error.what();
  }
  return "accepted";
}

TEST_P(EveryEngine, PicturesOfAnotherShapeAreRefused) {
  ImageSamples samples = pictures({1, 2, 3, 4});
  samples.height = 4;
  samples.width = 1;
  EXPECT_THAT(engine_refusal_of([&] { load(make_row_model())->predict(samples); }),
              AllOf(HasSubstr("model.onnx"), HasSubstr("1x2x2"), HasSubstr("1x4x1")));
}

TEST_P(EveryEngine, EachWaveformGoesThroughInItsOwnLength) {
  // The mean of the samples: 16384 / 32768 = 0.5 gives logits 5 and 0, p_up = 1 / (1 + e^-5) = 0.9933071;
  // the second wave has mean 0, the third -0.25.
  auto engine = load(make_mean_model());
  for (int times = 0; times < 2; ++times) {
    const auto probabilities = engine->predict(waveforms(
        {{16384, 16384, 16384, 16384}, {32767, -32767, 100, -100, 5000, -5000, 0}, {-32768, 0, 0, 0}}));
    ASSERT_EQ(probabilities.size(), 6u);
    EXPECT_NEAR(probabilities[0], 0.9933071, 1e-6);
    EXPECT_NEAR(probabilities[1], 0.0066929, 1e-6);
    EXPECT_NEAR(probabilities[2], 0.5, 1e-6);
    EXPECT_NEAR(probabilities[4], 1 / (1 + std::exp(2.5)), 1e-6);
  }
}

TEST_P(EveryEngine, AWaveformThatIsTooShortIsRefusedByName) {
  auto engine = load(make_mean_model());
  EXPECT_EQ(engine->predict(waveforms({{1, 2, 3, 4}})).size(), 2u);
  EXPECT_THAT(engine_refusal_of([&] {
                engine->predict(waveforms({{1, 2, 3, 4}, {1, 2, 3}}));
              }),
              AllOf(HasSubstr("clip 1"), HasSubstr("3 samples"), HasSubstr("at least 4")));
}

TEST_P(EveryEngine, WaveformsOfAnotherRateAreRefused) {
  auto samples = waveforms({{1, 2, 3, 4}});
  samples.sample_rate_hz = 48000;
  EXPECT_THAT(engine_refusal_of([&] { load(make_mean_model())->predict(samples); }),
              AllOf(HasSubstr("16000"), HasSubstr("48000")));
}

TEST_P(EveryEngine, SamplesOfTheOtherKindAreRefused) {
  EXPECT_THAT(engine_refusal_of([&] {
                load(make_row_model())->predict(waveforms({{1, 2, 3, 4}}));
              }),
              HasSubstr("takes pictures, the data has waveforms"));
  EXPECT_THAT(engine_refusal_of([&] {
                load(make_mean_model())->predict(pictures({1, 2, 3, 4}));
              }),
              HasSubstr("takes waveforms, the data has pictures"));
}

INSTANTIATE_TEST_SUITE_P(Engines, EveryEngine, testing::ValuesIn(engine_names()),
                         [](const auto& engine) { return engine.param; });

/// Asks for an interruption in its second batch, as Ctrl-C would.
class InterruptingEngine : public BatchedEngine {
 public:
  explicit InterruptingEngine(const std::filesystem::path& path) : BatchedEngine(path) {}
  std::string name() const override { return "interrupting"; }
  int num_batches = 0;

 private:
  void predict_batch(std::vector<float>&, const std::vector<int64_t>&, float*) override {
    if (++num_batches == 2) std::raise(SIGINT);
  }
};

int count_batches_of_interrupted(const onnx::ModelProto& model, const Samples& samples) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "model.onnx", model.SerializeAsString());
  InterruptingEngine engine(folder / "model.onnx");
  install_interrupt_handlers();
  EXPECT_THROW(engine.predict(samples), Interrupted);
  install_interrupt_handlers();  // clears the request
  return engine.num_batches;
}

TEST(Engines, AnInterruptIsHeededWithinABatch) {
  const std::vector<uint8_t> pixels(4 * 1000, 7);
  EXPECT_EQ(count_batches_of_interrupted(make_row_model(), pictures(pixels)), 2);
  const std::vector<std::vector<int16_t>> waves(5, {1, 2, 3, 4});
  EXPECT_EQ(count_batches_of_interrupted(make_mean_model(), waveforms(waves)), 2);
}

TEST(Engines, OpencvIsInEveryBuild) {
  EXPECT_THAT(engine_names(), Contains("opencv"));
}

TEST(Engines, AnUnknownOneIsRefusedWithThoseThereAre) {
  try {
    make_engine("tensorrt", "model.onnx");
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("tensorrt"), HasSubstr("opencv")));
  }
}

TEST(Engines, ATruncatedFileIsRefused) {
  TemporaryFolder folder;
  const std::string bytes = make_row_model().SerializeAsString();
  test::write_bytes(folder / "model.onnx", bytes.substr(0, bytes.size() - 40));
  for (const auto& name : engine_names())
    EXPECT_THROW(make_engine(name, folder / "model.onnx"), ArtifactError);
}

}  // namespace
}  // namespace affekt
