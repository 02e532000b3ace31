#include "export/songs/song_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <utility>

#include "core/error.h"
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
  int32_t& cluster;
  float* distances2;
  float* affect;
};

/// An engine that is right but for what `alter` does.
class AlteredEngine : public SongEngine {
 public:
  AlteredEngine(const std::filesystem::path& path, std::function<void(const float* row, Answer)> alter)
      : SongEngine(path), engine_(make_song_engine("opencv", path)), alter_(std::move(alter)) {}
  std::string name() const override { return "altered"; }

 private:
  void predict_batch(const float* rows, int64_t num_rows, const BatchOutput& output) override {
    const SongPredictions right = engine_->predict(rows, num_rows);
    std::copy(right.clusters.begin(), right.clusters.end(), output.clusters);
    std::copy(right.distances2.begin(), right.distances2.end(), output.distances2);
    std::copy(right.affect.begin(), right.affect.end(), output.affect);
    for (int64_t i = 0; i < num_rows; ++i) {
      alter_(rows + i * info_.num_columns(),
             {output.clusters[i], output.distances2 + i * info_.num_clusters, output.affect + 2 * i});
    }
  }

  std::unique_ptr<SongEngine> engine_;
  std::function<void(const float*, Answer)> alter_;
};

class SongGate : public testing::Test {
 protected:
  void SetUp() override {
    for (int64_t i = 0; i < songs_.view().num_rows; ++i) ids_.push_back("id" + std::to_string(i));
    const std::string bytes = test::export_bytes(model_);
    std::ofstream(folder_ / "model.onnx", std::ios::binary) << bytes;
  }
  SongGateResult check(const std::function<void(const float*, Answer)>& alter) {
    AlteredEngine engine(folder_ / "model.onnx", alter);
    return check_songs(model_, songs_.view(), ids_, engine);
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

  test::TemporaryFolder folder_;
  DemoSongs songs_ = test::draw_songs(DemoSongOptions().columns, 50);
  SongModel model_ = test::make_demo_song_model(songs_, {});
  std::vector<std::string> ids_;
};

TEST_F(SongGate, ARightEnginePassesAndIsCounted) {
  const SongGateResult result = check([](const float*, Answer) {});
  EXPECT_EQ(result.num_songs, 50);
  EXPECT_EQ(result.num_ties, 0);
  EXPECT_EQ(result.num_cluster_differences, 0);
  EXPECT_GT(result.max_distance_difference, 0);
  EXPECT_LT(result.max_distance_difference, 1e-5);
  EXPECT_LT(result.max_affect_difference, 1e-5);
  ASSERT_EQ(result.sizes.size(), 3u);
  EXPECT_EQ(result.sizes[0] + result.sizes[1] + result.sizes[2], 50);
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
  EXPECT_THAT(refusal(move(1.1e-4f)), HasSubstr("affect by 0.00011"));
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
  test::TemporaryFolder folder;
  std::ofstream(folder / "model.onnx", std::ios::binary) << test::export_bytes(model);
  AlteredEngine engine(folder / "model.onnx",
                       [](const float*, Answer answer) { answer.cluster = 1 - answer.cluster; });
  const std::vector<float> between = {0.5f}, clear = {0.4f};
  const SongGateResult result = check_songs(model, {between.data(), 1, 1}, {"between"}, engine);
  EXPECT_EQ(result.num_ties, 1);
  EXPECT_EQ(result.num_cluster_differences, 1);
  EXPECT_THROW(check_songs(model, {clear.data(), 1, 1}, {"clear"}, engine), ArtifactError);
}

}  // namespace
}  // namespace affekt
