#include "inference/song_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "inference/engine.h"
#include "tests/inference/tiny_song_model.h"

namespace affekt {
namespace {

using test::make_song_model;
using test::TemporaryFolder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Every engine of this build.
class EverySongEngine : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<SongEngine> load(const onnx::ModelProto& model = make_song_model()) {
    test::write_bytes(folder_ / "model.onnx", model.SerializeAsString());
    return make_song_engine(GetParam(), folder_ / "model.onnx");
  }
  TemporaryFolder folder_;
};

TEST_P(EverySongEngine, GivesWhatOneCalculatesByHand) {
  const auto engine = load();
  const std::vector<float> rows = {0, 1, 3, 3, -4, -4};
  const SongPredictions predictions = engine->predict(rows.data(), 3);
  // (0, 1): to (0, 0) 1; to (3, 4) 9 + 9 = 18; to (-3, -4) 9 + 25 = 34. (3, 3): 18; 1; 36 + 49 = 85.
  // (-4, -4): 32; 49 + 64 = 113; 1.
  EXPECT_THAT(predictions.distances2, ElementsAre(1, 18, 34, 18, 1, 85, 32, 113, 1));
  EXPECT_THAT(predictions.clusters, ElementsAre(0, 1, 2));
  EXPECT_THAT(predictions.affect, ElementsAre(1, -1, 6, 0, -8, 0));
}

TEST_P(EverySongEngine, OfEquallyNearClustersItTakesTheFirst) {
  // (1.5, 2) lies in the middle of (0, 0) and (3, 4): 6.25 to both.
  const std::vector<float> rows = {1.5f, 2};
  const SongPredictions predictions = load()->predict(rows.data(), 1);
  EXPECT_EQ(predictions.distances2[0], predictions.distances2[1]);
  EXPECT_THAT(predictions.clusters, ElementsAre(0));
}

TEST_P(EverySongEngine, ASongDoesNotDependOnItsBatch) {
  const auto engine = load();
  // Full batches and short ones; then fewer, then more again.
  for (int64_t count : {1, 2500, 3, 1024, 1025, 1}) {
    std::vector<float> rows;
    for (int64_t i = 0; i < count; ++i) {
      for (int64_t value : {i % 11 - 5, i % 7 - 3}) rows.push_back(static_cast<float>(value));
    }
    const SongPredictions predictions = engine->predict(rows.data(), count);
    ASSERT_EQ(predictions.clusters.size(), static_cast<size_t>(count));
    ASSERT_EQ(predictions.distances2.size(), static_cast<size_t>(3 * count));
    ASSERT_EQ(predictions.affect.size(), static_cast<size_t>(2 * count));
    for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
      const float x = rows[2 * i], y = rows[2 * i + 1];
      const float expected[] = {x * x + y * y, (x - 3) * (x - 3) + (y - 4) * (y - 4),
                                (x + 3) * (x + 3) + (y + 4) * (y + 4)};
      for (size_t k = 0; k < 3; ++k) EXPECT_EQ(predictions.distances2[3 * i + k], expected[k]) << i;
      EXPECT_EQ(predictions.clusters[i], std::min_element(expected, expected + 3) - expected) << i;
      EXPECT_EQ(predictions.affect[2 * i], x + y) << i;
    }
  }
}

TEST_P(EverySongEngine, NoSongsGiveNoPredictions) {
  const SongPredictions predictions = load()->predict(nullptr, 0);
  EXPECT_THAT(predictions.clusters, IsEmpty());
  EXPECT_THAT(predictions.distances2, IsEmpty());
}

TEST_P(EverySongEngine, WithoutARegressionThereIsNoAffect) {
  auto graph = test::make_tiny_song_graph();
  graph.mutable_output()->RemoveLast();
  graph.mutable_node()->DeleteSubrange(5, 1);
  auto metadata = test::make_tiny_song_metadata();
  metadata["affekt.affect_target"] = "none";
  const std::vector<float> rows = {3, 3};
  const SongPredictions predictions = load(make_song_model(graph, metadata))->predict(rows.data(), 1);
  EXPECT_THAT(predictions.clusters, ElementsAre(1));
  EXPECT_THAT(predictions.affect, IsEmpty());
}

TEST_P(EverySongEngine, AnEmptyCellIsRefusedWithWhatToPutThere) {
  const auto engine = load();
  for (float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    const std::vector<float> rows = {0, 1, 2, bad};
    try {
      engine->predict(rows.data(), 2);
      FAIL() << "accepted " << bad;
    } catch (const DataError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("row 1"), HasSubstr("valence"), HasSubstr("0.25")));
    }
  }
}

TEST_P(EverySongEngine, ASongWithoutAnAnswerIsNamed) {
  const std::vector<float> rows = {0, 1, 3e38f, 0};  // its squared distances are beyond float32
  try {
    load()->predict(rows.data(), 2);
    FAIL() << "accepted";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("row 1"), HasSubstr("no answer"), HasSubstr("3e+38")));
  }
}

TEST_P(EverySongEngine, KnowsItsNameAndModel) {
  const auto engine = load();
  EXPECT_EQ(engine->name(), GetParam());
  EXPECT_EQ(engine->info().num_clusters, 3);
}

TEST_P(EverySongEngine, AnOperatorItLacksIsAnArtifactError) {
  auto graph = test::make_tiny_song_graph();
  graph.mutable_node(0)->set_op_type("NoSuchOperator");
  try {
    const std::vector<float> rows = {0, 1};
    load(make_song_model(graph))->predict(rows.data(), 1);
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("model.onnx"), HasSubstr(GetParam())));
  }
}

INSTANTIATE_TEST_SUITE_P(SongEngine, EverySongEngine, testing::ValuesIn(engine_names()));

TEST(SongEngine, AnEngineThisBuildLacksIsAConfigError) {
  try {
    make_song_engine("abacus", "model.onnx");
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("abacus"), HasSubstr("opencv")));
  }
}

}  // namespace
}  // namespace affekt
