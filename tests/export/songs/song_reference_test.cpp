#include "export/songs/song_reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <utility>

#include "core/error.h"
#include "export/gate.h"
#include "export/songs/plan_songs.h"
#include "tests/export/demo_network.h"
#include "tests/export/songs/demo_song_model.h"

namespace affekt {
namespace {

using test::DemoSongOptions;
using test::DemoSongs;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// What an engine says of one row, to be changed.
struct Answer {
  int64_t& cluster;
  float* distances2;
  float* affect;
};

/// An engine that is right but for what `alter` does.
class AlteredEngine : public InferenceEngine {
 public:
  AlteredEngine(const OnnxModel& model, std::function<void(const float* row, Answer)> alter)
      : InferenceEngine("altered", model), engine_(make_engine("opencv", model)), alter_(std::move(alter)) {}

 private:
  HostTensors compute(const HostTensors& inputs) override {
    HostTensors outputs = engine_->run(inputs);
    const HostTensor& rows = inputs.at("features");
    const int64_t num_clusters = outputs.at("distances2").shape[1];
    float* affect = outputs.count("affect") > 0 ? outputs["affect"].values<float>() : nullptr;
    for (int64_t i = 0; i < rows.shape[0]; ++i) {
      alter_(
          rows.values<float>() + i * rows.shape[1],
          {outputs["cluster"].values<int64_t>()[i], outputs["distances2"].values<float>() + i * num_clusters,
           affect == nullptr ? nullptr : affect + 2 * i});
    }
    return outputs;
  }

  std::unique_ptr<InferenceEngine> engine_;
  std::function<void(const float*, Answer)> alter_;
};

/// What the gate says of songs with such an engine.
GateResult check_songs(const SongModel& model, const std::vector<float>& rows,
                       const std::function<void(const float*, Answer)>& alter) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "model.onnx", std::ios::binary) << test::export_bytes(model);
  AlteredEngine engine(*read_onnx_model(folder / "model.onnx"), alter);
  std::vector<std::string> ids;
  for (size_t i = 0; i < rows.size() / model.columns.size(); ++i) ids.push_back("id" + std::to_string(i));
  ExportPlan plan;
  plan.reference = "affekt";
  plan.sample = "song";
  plan.samples_at_once = 20;
  plan.checks = make_song_checks(model);
  GateResult result;
  pass_gate(plan, make_song_gate(model, rows, ids), engine, result);
  return result;
}

class SongGate : public testing::Test {
 protected:
  GateResult check(const std::function<void(const float*, Answer)>& alter) {
    return check_songs(model_, songs_.features, alter);
  }
  /// Altered for song 7 only.
  std::string refusal(const std::function<void(Answer)>& alter) {
    try {
      const float* wanted = songs_.view().row(7);
      check([&](const float* row, Answer answer) {
        if (std::equal(row, row + songs_.columns.size(), wanted)) alter(answer);
      });
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "passed";
  }

  DemoSongs songs_ = test::draw_songs(DemoSongOptions().columns, 50);
  SongModel model_ = test::make_demo_song_model(songs_, {});
};

TEST_F(SongGate, ARightEnginePassesAndIsCounted) {
  const GateResult result = check([](const float*, Answer) {});
  EXPECT_EQ(result.num_samples, 50);
  EXPECT_EQ(result.num_ties, 0);
  EXPECT_EQ(result.num_tie_differences, 0);
  EXPECT_GT(result.differences.at("distances2"), 0);
  EXPECT_LT(result.differences.at("distances2"), 1e-5);
  EXPECT_LT(result.differences.at("affect"), 1e-5);
}

TEST_F(SongGate, AnotherClusterIsRefusedAndTheSongNamed) {
  EXPECT_THAT(refusal([](Answer answer) { answer.cluster = (answer.cluster + 1) % 3; }),
              AllOf(HasSubstr("altered"), HasSubstr("1 of 50 songs"), HasSubstr("id7")));
  EXPECT_NE(refusal([](Answer answer) { answer.cluster = 3; }), "passed");
  EXPECT_NE(refusal([](Answer answer) { answer.cluster = -1; }), "passed");
}

TEST_F(SongGate, DistancesPassWithin1e4OfOnePlusThemselves) {
  const auto move = [](double share) {
    return [share](Answer answer) {
      answer.distances2[1] += static_cast<float>(share * (1.0 + static_cast<double>(answer.distances2[1])));
    };
  };
  EXPECT_EQ(refusal(move(0.9e-4)), "passed");
  EXPECT_EQ(refusal(move(-0.9e-4)), "passed");
  EXPECT_THAT(refusal(move(1.1e-4)), HasSubstr("id7"));
  EXPECT_THAT(refusal(move(-1.1e-4)), HasSubstr("id7"));
}

TEST_F(SongGate, AffectPassesWithin1e4) {
  const auto move = [](float by) { return [by](Answer answer) { answer.affect[1] += by; }; };
  EXPECT_EQ(refusal(move(0.9e-4f)), "passed");
  EXPECT_THAT(refusal(move(1.1e-4f)), HasSubstr("valence and arousal differ by 0.00011"));
  EXPECT_THAT(refusal(move(std::numeric_limits<float>::quiet_NaN())), HasSubstr("id7"));
}

/// Columns as they are, centroids at 0 and 1: songs at 0.5 lie between.
SongModel make_line_model() {
  DemoSongOptions options;
  options.columns = {"energy"};
  options.regression = "none";
  options.num_clusters = 2;
  options.scaling = "none";
  SongModel model = test::make_demo_song_model(test::draw_songs(options.columns, 10), options);
  model.centroids = {0, 1};
  return model;
}

TEST(SongReference, OnlyWhatRoundingCanTurnRoundIsEquallyNear) {
  const SongModel model = make_line_model();
  // u = 2^-24 = 6e-8. z = x is off by at most 5 u x = 1.5e-7, d2 by 4 u 0.25 each: the bound on the
  // difference is 2 * 1 * 1.5e-7 + 4 u 0.5 = 4.2e-7, twice that 8.3e-7. The squared distances of x differ by
  // |2 x - 1|.
  const std::vector<float> rows = {0.5f, 0.5f + 3e-7f, 0.5f + 6e-7f, 0.5f - 6e-7f, 0.2f};
  const SongReference reference = compute_song_reference(model, {rows.data(), 5, 1});
  EXPECT_THAT(reference.clusters, ElementsAre(0, 1, 1, 0, 0));
  EXPECT_THAT(reference.is_tied, ElementsAre(1, 1, 1, 1, 0, 1, 1, 0, 1, 0));
  EXPECT_NEAR(reference.distances2[8], 0.04, 1e-7);
  EXPECT_NEAR(reference.distances2[9], 0.64, 1e-7);
}

TEST(SongReference, ASongBetweenTwoClustersMayFallIntoEither) {
  const SongModel model = make_line_model();
  const auto turn_round = [](const float*, Answer answer) { answer.cluster = 1 - answer.cluster; };
  const GateResult result = check_songs(model, {0.5f}, turn_round);
  EXPECT_EQ(result.num_ties, 1);
  EXPECT_EQ(result.num_tie_differences, 1);
  EXPECT_THROW(check_songs(model, {0.4f}, turn_round), ArtifactError);
}

}  // namespace
}  // namespace affekt
