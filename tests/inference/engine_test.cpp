#include "inference/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/inference/tiny_model.h"

namespace affekt {
namespace {

using test::make_row_model;
using test::TemporaryFolder;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

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
  const auto probabilities = load(make_row_model())->predict({100, 120, 20, 50}, 1);
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
    const auto probabilities = engine->predict(pixels, count);
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
  EXPECT_TRUE(load(make_row_model())->predict({}, 0).empty());
}

TEST_P(EveryEngine, KnowsItsName) {
  EXPECT_EQ(load(make_row_model())->name(), GetParam());
}

TEST_P(EveryEngine, PixelsThatAreNotThatManySamplesAreABug) {
  auto engine = load(make_row_model());
  EXPECT_THROW(engine->predict({1, 2, 3}, 1), std::logic_error);
}

TEST_P(EveryEngine, AnOperatorItLacksIsAnArtifactError) {
  auto model = make_row_model();
  model.mutable_graph()->mutable_node(0)->set_op_type("NoSuchOperator");
  try {
    load(model)->predict({1, 2, 3, 4}, 1);
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("model.onnx"), HasSubstr(GetParam())));
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, EveryEngine, testing::ValuesIn(engine_names()),
                         [](const auto& engine) { return engine.param; });

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
