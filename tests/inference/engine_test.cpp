#include "inference/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/inference/tiny_model.h"
#include "tests/inference/tiny_song_model.h"

namespace affekt {
namespace {

using test::make_mean_model;
using test::make_row_model;
using test::make_song_model;
using test::TemporaryFolder;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

template <class T>
std::vector<T> values_of(const HostTensor& tensor) {
  return {tensor.values<T>(), tensor.values<T>() + tensor.count()};
}

HostTensor floats(std::vector<int64_t> shape, const std::vector<float>& values) {
  return HostTensor::of<float>(std::move(shape), values.data());
}

/// Every engine of this build.
class EveryEngine : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<InferenceEngine> load(const onnx::ModelProto& model) {
    test::write_bytes(folder_ / "model.onnx", model.SerializeAsString());
    return make_engine(GetParam(), *read_onnx_model(folder_ / "model.onnx"));
  }
  std::string refusal(InferenceEngine& engine, const HostTensors& inputs) {
    try {
      engine.run(inputs);
    } catch (const ArtifactError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("model.onnx"), HasSubstr(GetParam())));
      return error.what();
    }
    return "accepted";
  }
  TemporaryFolder folder_;
};

TEST_P(EveryEngine, GivesWhatOneCalculatesByHand) {
  // Rows sum to 100 + 120 = 220 and 20 + 50 = 70: logits 2.2 and 0.7, so p_up = 1 / (1 + e^-1.5) = 0.8175745.
  const HostTensors outputs =
      load(make_row_model())->run({{"pixels", floats({1, 1, 2, 2}, {100, 120, 20, 50})}});
  ASSERT_EQ(outputs.size(), 1u);
  const HostTensor& probabilities = outputs.at("probabilities");
  EXPECT_THAT(probabilities.shape, ElementsAre(1, 2));
  EXPECT_NEAR(probabilities.values<float>()[0], 0.8175745, 1e-6);
  EXPECT_NEAR(probabilities.values<float>()[1], 0.1824255, 1e-6);
}

TEST_P(EveryEngine, GivesAllOutputsEachOfItsType) {
  const auto outputs = load(make_song_model())->run({{"features", floats({3, 2}, {0, 1, 3, 3, -4, -4})}});
  ASSERT_EQ(outputs.size(), 3u);
  // (0, 1): to (0, 0) 1; to (3, 4) 9 + 9 = 18; to (-3, -4) 9 + 25 = 34. (3, 3): 18; 1; 36 + 49 = 85.
  // (-4, -4): 32; 49 + 64 = 113; 1.
  EXPECT_THAT(values_of<float>(outputs.at("distances2")), ElementsAre(1, 18, 34, 18, 1, 85, 32, 113, 1));
  EXPECT_THAT(values_of<int64_t>(outputs.at("cluster")), ElementsAre(0, 1, 2));
  EXPECT_THAT(outputs.at("cluster").shape, ElementsAre(3));
  EXPECT_THAT(values_of<float>(outputs.at("affect")), ElementsAre(1, -1, 6, 0, -8, 0));
}

TEST_P(EveryEngine, ASampleDoesNotDependOnItsBatch) {
  auto engine = load(make_row_model());
  for (int64_t count : {1, 131, 3, 64, 65, 1}) {  // fewer than before, then more again
    HostTensor pixels = HostTensor::make(DType::kFloat32, {count, 1, 2, 2});
    for (int64_t i = 0; i < pixels.count(); ++i) pixels.values<float>()[i] = static_cast<float>(37 * i % 256);
    const HostTensor probabilities = engine->run({{"pixels", pixels}}).at("probabilities");
    ASSERT_EQ(probabilities.count(), 2 * count);
    for (int64_t i = 0; i < count; ++i) {
      const float* sample = pixels.values<float>() + 4 * i;
      const double up = (sample[0] + sample[1]) / 100.0, down = (sample[2] + sample[3]) / 100.0;
      EXPECT_NEAR(probabilities.values<float>()[2 * i], 1 / (1 + std::exp(down - up)), 1e-6)
          << "sample " << i << " of " << count;
    }
  }
}

TEST_P(EveryEngine, FreeAxesMayChangeFromRunToRun) {
  auto engine = load(make_mean_model());
  for (int64_t length : {4, 7, 100, 4}) {
    const HostTensor half = floats({1, length}, std::vector<float>(static_cast<size_t>(length), 0.5f));
    // Mean 0.5: logits 5 and 0, p_up = 1 / (1 + e^-5) = 0.9933071.
    EXPECT_NEAR(engine->run({{"samples", half}}).at("probabilities").values<float>()[0], 0.9933071, 1e-6);
  }
}

TEST_P(EveryEngine, KnowsItsName) {
  EXPECT_EQ(load(make_row_model())->name(), GetParam());
}

TEST_P(EveryEngine, InputsThatTheModelDoesNotTakeAreRefused) {
  auto engine = load(make_row_model());
  const HostTensor good = floats({1, 1, 2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(refusal(*engine, {{"pixels", good}}), "accepted");
  EXPECT_THAT(refusal(*engine, {}), HasSubstr("\"pixels\": expected float32 [N, 1, 2, 2], got none"));
  EXPECT_THAT(refusal(*engine, {{"pixels", floats({1, 1, 4, 1}, {1, 2, 3, 4})}}),
              HasSubstr("got float32 [1, 1, 4, 1]"));
  EXPECT_THAT(refusal(*engine, {{"pixels", good.as(DType::kInt32)}}), HasSubstr("got int32"));
  EXPECT_THAT(refusal(*engine, {{"pixels", good}, {"more", good}}), HasSubstr("\"more\" is not known"));
  EXPECT_NE(refusal(*engine, {{"pixels", HostTensor::make(DType::kFloat32, {0, 1, 2, 2})}}), "accepted");
}

TEST_P(EveryEngine, AnOperatorItLacksIsAnArtifactError) {
  auto model = make_row_model();
  model.mutable_graph()->mutable_node(0)->set_op_type("NoSuchOperator");
  try {
    load(model)->run({{"pixels", floats({1, 1, 2, 2}, {1, 2, 3, 4})}});
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("model.onnx"), HasSubstr(GetParam())));
  }
}

TEST_P(EveryEngine, AnOpsetThatItDoesNotKnowIsAnArtifactError) {
  if (GetParam() == "opencv") GTEST_SKIP() << "OpenCV reads operators, whatever opset they are of";
  auto model = make_row_model();
  model.mutable_opset_import(0)->set_version(999);
  try {
    load(model)->run({{"pixels", floats({1, 1, 2, 2}, {100, 120, 20, 50})}});
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("model.onnx"), HasSubstr("999"), HasSubstr("newer")));
  }
}

TEST_P(EveryEngine, AnOutputThatIsNotAsDeclaredIsRefused) {
  auto model = make_row_model();
  model.mutable_graph()
      ->mutable_output(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(1)
      ->set_dim_value(3);
  EXPECT_NE(refusal(*load(model), {{"pixels", floats({1, 1, 2, 2}, {1, 2, 3, 4})}}), "accepted");
}

TEST_P(EveryEngine, IsMadeOfWhatWasReadAndNotOfTheFile) {
  test::write_bytes(folder_ / "model.onnx", make_row_model().SerializeAsString());
  const SharedOnnxModel model = read_onnx_model(folder_ / "model.onnx");
  test::write_bytes(folder_ / "model.onnx", "something else by now");
  const auto outputs = make_engine(GetParam(), *model)->run({{"pixels", floats({1, 1, 2, 2}, {1, 1, 1, 1})}});
  EXPECT_NEAR(outputs.at("probabilities").values<float>()[0], 0.5, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Engines, EveryEngine, testing::ValuesIn(engine_names()),
                         [](const auto& engine) { return engine.param; });

TEST(Engines, OpencvIsInEveryBuild) {
  EXPECT_THAT(engine_names(), Contains("opencv"));
}

TEST(Engines, AnUnknownOneIsRefusedWithThoseThereAre) {
  try {
    make_engine("tensorrt", OnnxModel{});
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("tensorrt"), HasSubstr("opencv")));
  }
}

}  // namespace
}  // namespace affekt
