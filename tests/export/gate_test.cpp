#include "export/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/error.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const OnnxModel kModel = {
    "model.onnx",
    {{"x", DType::kFloat32, {{0, "N"}, {1, ""}}, ""}},
    {{"probabilities", DType::kFloat32, {{0, "N"}, {2, ""}}, ""}, {"cluster", DType::kInt64, {{0, "N"}}, ""}},
    {},
    "",
    ""};

/// Gives for sample i, which is its input's value, what a table holds.
class TableEngine : public InferenceEngine {
 public:
  TableEngine(std::vector<float> probabilities, std::vector<int64_t> clusters)
      : InferenceEngine("opencv", kModel),
        probabilities_(std::move(probabilities)),
        clusters_(std::move(clusters)) {}
  int num_runs = 0;

 private:
  HostTensors compute(const HostTensors& inputs) override {
    ++num_runs;
    const HostTensor& x = inputs.at("x");
    HostTensors outputs = {{"probabilities", HostTensor::make(DType::kFloat32, {x.count(), 2})},
                           {"cluster", HostTensor::make(DType::kInt64, {x.count()})}};
    for (int64_t i = 0; i < x.count(); ++i) {
      const auto sample = static_cast<size_t>(x.values<float>()[i]);
      std::copy_n(&probabilities_[2 * sample], 2, outputs["probabilities"].values<float>() + 2 * i);
      outputs["cluster"].values<int64_t>()[i] = clusters_[sample];
    }
    return outputs;
  }

  std::vector<float> probabilities_;
  std::vector<int64_t> clusters_;
};

/// Three samples of two classes, a.png to c.png, of which the reference says this.
class Gate : public testing::Test {
 protected:
  Gate() {
    plan_.reference = "LibTorch";
    plan_.sample = "sample";
    plan_.samples_at_once = 2;
    GateCheck argmax, tolerance;
    argmax.output = tolerance.output = "probabilities";
    argmax.rule = GateCheck::Rule::kSameArgmax;
    argmax.labels = {"happy", "sad"};
    tolerance.tolerance = 1e-4;
    tolerance.title = "probabilities";
    plan_.checks = {argmax, tolerance};
  }
  GateData data() {
    return {
        3, [this](int64_t begin, int64_t end) {
          GateBatch batch;
          batch.inputs["x"] = HostTensor::make(DType::kFloat32, {end - begin, 1});
          for (int64_t i = begin; i < end; ++i) {
            batch.inputs["x"].values<float>()[i - begin] = static_cast<float>(i);
            batch.ids.push_back(std::string(1, static_cast<char>('a' + i)) + ".png");
            batch.allowed.insert(batch.allowed.end(), allowed_.begin(), allowed_.end());
          }
          batch.expected["probabilities"] = HostTensor::of<float>({end - begin, 2}, &expected_[2 * begin]);
          batch.expected["cluster"] = HostTensor::of<int64_t>({end - begin}, &clusters_[begin]);
          return batch;
        }};
  }
  GateResult pass(const std::vector<float>& actual, const std::vector<int64_t>& clusters = {0, 1, 0}) {
    TableEngine engine(actual, clusters);
    GateResult result;
    pass_gate(plan_, data(), engine, result);
    EXPECT_EQ(engine.num_runs, 2);  // of two samples and one
    return result;
  }
  std::string refusal(const std::vector<float>& actual, const std::vector<int64_t>& clusters = {0, 1, 0}) {
    try {
      pass(actual, clusters);
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "passed";
  }
  /// The other checks: the index, with or without a tie rule, and nothing of the probabilities.
  void check_clusters(std::vector<char> allowed) {
    GateCheck index;
    index.output = "cluster";
    index.rule = GateCheck::Rule::kSameIndex;
    index.labels = {"cluster 0", "cluster 1"};
    plan_.checks = {index};
    allowed_ = std::move(allowed);
  }

  ExportPlan plan_;
  std::vector<float> expected_ = {0.9f, 0.1f, 0.4f, 0.6f, 0.75f, 0.25f};
  std::vector<int64_t> clusters_ = {0, 1, 0};
  std::vector<char> allowed_;
};

TEST_F(Gate, TellsTheLargestDifference) {
  EXPECT_EQ(pass(expected_).differences.at("probabilities"), 0);
  const GateResult result = pass({0.9f, 0.1f, 0.40005f, 0.59995f, 0.75002f, 0.24998f});
  EXPECT_NEAR(result.differences.at("probabilities"), 5e-5, 1e-7);
  EXPECT_EQ(result.num_samples, 3);
}

TEST_F(Gate, OfSeveralEnginesTheLargestCounts) {
  GateResult result;
  TableEngine near(expected_, clusters_), far({0.90005f, 0.1f, 0.4f, 0.6f, 0.75f, 0.25f}, clusters_);
  pass_gate(plan_, data(), far, result);
  pass_gate(plan_, data(), near, result);
  EXPECT_NEAR(result.differences.at("probabilities"), 5e-5, 1e-7);
  EXPECT_EQ(result.num_samples, 3);
}

TEST_F(Gate, NamesTheFirstSampleThatDiffersTooMuch) {
  EXPECT_THAT(refusal({0.9f, 0.1f, 0.39f, 0.61f, 0.70f, 0.30f}),
              AllOf(HasSubstr("sample 1 (b.png)"), HasSubstr("2 of 3 samples"), HasSubstr("differ by 0.01"),
                    HasSubstr("0.0001"), Not(HasSubstr("c.png"))));
}

TEST_F(Gate, AnotherClassFailsHoweverSmallTheDifference) {
  expected_ = {0.9f, 0.1f, 0.4f, 0.6f, 0.50001f, 0.49999f};
  EXPECT_THAT(refusal({0.9f, 0.1f, 0.4f, 0.6f, 0.49999f, 0.50001f}),
              AllOf(HasSubstr("sample 2 (c.png)"), HasSubstr("LibTorch says happy, opencv says sad")));
}

TEST_F(Gate, AValueThatIsNoNumberFails) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refusal({0.9f, 0.1f, 0.4f, nan, 0.75f, 0.25f}), HasSubstr("sample 1 (b.png)"));
  expected_[3] = nan;
  EXPECT_THAT(refusal(expected_), HasSubstr("sample 1 (b.png)")) << "NaN on both sides is no agreement";
}

TEST_F(Gate, TheLimitIsThePlans) {
  plan_.checks[1].tolerance = 0.02;
  EXPECT_NEAR(pass({0.9f, 0.1f, 0.39f, 0.61f, 0.75f, 0.25f}).differences.at("probabilities"), 0.01, 1e-6);
  // 0.01 of 1 + 0.4 is 0.00714.
  plan_.checks[1].is_relative = true;
  plan_.checks[1].tolerance = 0.0072;
  EXPECT_NEAR(pass({0.9f, 0.1f, 0.39f, 0.6f, 0.75f, 0.25f}).differences.at("probabilities"), 0.01 / 1.4,
              1e-6);
  plan_.checks[1].tolerance = 0.0071;
  EXPECT_THAT(refusal({0.9f, 0.1f, 0.39f, 0.6f, 0.75f, 0.25f}), HasSubstr("of 1 + themselves"));
}

TEST_F(Gate, AnIndexMustBeTheExpectedOne) {
  check_clusters({});
  EXPECT_EQ(pass(expected_).num_ties, 0);
  EXPECT_THAT(refusal(expected_, {0, 1, 1}),
              AllOf(HasSubstr("c.png"), HasSubstr("LibTorch says cluster 0, opencv says cluster 1")));
}

TEST_F(Gate, WithATieRuleItMayBeAnAllowedOne) {
  check_clusters({1, 1});
  const GateResult result = pass(expected_, {0, 0, 1});
  EXPECT_EQ(result.num_ties, 3);
  EXPECT_EQ(result.num_tie_differences, 2);
  EXPECT_THAT(refusal(expected_, {0, 1, 2}), HasSubstr("opencv says 2"));
  EXPECT_THAT(refusal(expected_, {0, 1, -1}), HasSubstr("opencv says -1"));
  check_clusters({1, 0});
  EXPECT_THAT(refusal(expected_), HasSubstr("b.png")) << "the rule alone says what is right";
}

TEST_F(Gate, AReferenceOfAnotherModelIsABug) {
  GateData other = data();
  other.read = [read = other.read](int64_t begin, int64_t end) {
    GateBatch batch = read(begin, end);
    batch.expected["probabilities"] = HostTensor::make(DType::kFloat32, {end - begin, 3});
    return batch;
  };
  TableEngine engine(expected_, clusters_);
  GateResult result;
  EXPECT_THROW(pass_gate(plan_, other, engine, result), std::logic_error);
}

/// What a table of the best two of four songs says, for one history whose scores are these.
class TopEngine : public InferenceEngine {
 public:
  explicit TopEngine(std::vector<int64_t> songs)
      : InferenceEngine("onnxruntime", {"model.onnx",
                                        {{"x", DType::kFloat32, {{0, "N"}}, ""}},
                                        {{"songs", DType::kInt64, {{0, "N"}, {2, ""}}, ""}},
                                        {},
                                        "",
                                        ""}),
        songs_(std::move(songs)) {}

 private:
  HostTensors compute(const HostTensors&) override {
    return {{"songs", HostTensor::of<int64_t>({1, 2}, songs_.data())}};
  }
  std::vector<int64_t> songs_;
};

class TopGate : public testing::Test {
 protected:
  TopGate() {
    plan_.reference = "LibTorch";
    plan_.sample = "play";
    GateCheck top;
    top.output = "songs";
    top.rule = GateCheck::Rule::kSameTop;
    top.scores = "all_scores";
    top.tolerance = 1e-3;
    top.is_relative = true;
    top.floor = 1e-6;
    top.labels = {"a", "b", "c", "d"};
    plan_.checks = {top};
  }
  GateResult pass_top(std::vector<int64_t> songs) {
    const GateData data = {1, [this](int64_t, int64_t) {
                             GateBatch batch;
                             batch.inputs["x"] = HostTensor::make(DType::kFloat32, {1});
                             batch.ids = {"stream:1"};
                             const int64_t best[] = {2, 0};
                             batch.expected["songs"] = HostTensor::of<int64_t>({1, 2}, best);
                             batch.expected["all_scores"] = HostTensor::of<float>({1, 4}, scores_.data());
                             return batch;
                           }};
    TopEngine engine(std::move(songs));
    GateResult result;
    pass_gate(plan_, data, engine, result);
    return result;
  }
  std::string top_refusal(std::vector<int64_t> songs) {
    try {
      pass_top(std::move(songs));
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "passed";
  }
  ExportPlan plan_;
  std::vector<float> scores_ = {0.02f, 0.01f, 0.03f, 0.01f};
};

TEST_F(TopGate, OtherSongsInFrontOrInAnotherOrderFail) {
  EXPECT_EQ(pass_top({2, 0}).num_ties, 0);
  EXPECT_THAT(top_refusal({0, 2}), HasSubstr("LibTorch says c, onnxruntime says a"));
  EXPECT_THAT(top_refusal({2, 1}), HasSubstr("LibTorch says a, onnxruntime says b"));
  EXPECT_THAT(top_refusal({2, 2}), HasSubstr("LibTorch says a, onnxruntime says c"));
  EXPECT_THAT(top_refusal({2, 4}), HasSubstr("onnxruntime says 4"));
  EXPECT_THAT(top_refusal({2, -1}), HasSubstr("onnxruntime says -1"));
}

TEST_F(TopGate, SongsOfEqualScoresMayChangePlacesAndAreCounted) {
  scores_ = {0.030001f, 0.030002f, 0.030003f, 0.01f};
  GateResult result = pass_top({2, 0});
  EXPECT_EQ(result.num_ties, 1);
  EXPECT_EQ(result.num_tie_differences, 0);
  result = pass_top({0, 2});
  EXPECT_EQ(result.num_tie_differences, 1);
  EXPECT_EQ(pass_top({1, 2}).num_tie_differences, 1);
  EXPECT_NE(top_refusal({1, 1}), "passed");
  EXPECT_NE(top_refusal({2, 3}), "passed");
}

}  // namespace
}  // namespace affekt
