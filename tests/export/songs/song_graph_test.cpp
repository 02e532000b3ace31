// Exported graphs of songs in the engines of this build, held against calculations in double. ONNX Runtime
// from npm: onnxruntime_songs_npm_test.cpp.
#include "export/songs/song_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "inference/engine.h"
#include "tests/export/demo_network.h"
#include "tests/export/songs/demo_song_model.h"

namespace affekt {
namespace {

using test::calculate_distances2;
using test::DemoSongOptions;
using test::DemoSongs;
using testing::ElementsAre;

/// Every way in which features become points.
std::vector<DemoSongOptions> transforms() {
  std::vector<DemoSongOptions> all(10);
  all[0].name = "LogCircleAndScale";
  all[1].name = "RobustScale";
  all[1].scaling = "robust";
  all[2].name = "Nothing";
  all[2].scaling = "none";
  all[2].log_tempo = all[2].circular_key = false;
  all[3].name = "ScaleAlone";
  all[3].log_tempo = all[3].circular_key = false;
  all[4].name = "Components";
  all[4].pca_components = 3;
  all[5].name = "AllComponentsRobust";
  all[5].pca_components = 7;
  all[5].scaling = "robust";
  all[6].name = "OneLogarithm";
  all[6].columns = {"tempo"};
  all[7].name = "OneCircle";
  all[7].columns = {"key"};
  all[8].name = "OneColumn";
  all[8].columns = {"energy"};
  all[9].name = "LargeNumbersAtBothEnds";
  all[9].columns = {"tempo", "year", "key", "duration_ms"};
  all[9].pca_components = 4;
  return all;
}

class SongGraphTransform : public testing::TestWithParam<DemoSongOptions> {
 protected:
  test::TemporaryFolder folder_;
};

TEST_P(SongGraphTransform, EveryEngineGivesTheDistancesForAnyNumberOfClustersAndSongs) {
  DemoSongOptions options = GetParam();
  const DemoSongs songs = test::draw_songs(options.columns, 60);
  for (const int64_t num_clusters : {1, 2, 17}) {
    options.num_clusters = num_clusters;
    const SongModel model = test::make_demo_song_model(songs, options);
    for (const auto& name : in_process_engine_names()) {
      auto engine = test::load_song_model(model, name, folder_ / "model.onnx");
      for (const int64_t count : {1, 5, 60, 1}) {
        const test::EngineAnswer actual = engine.predict(songs.features.data(), count);
        for (int64_t i = 0; i < count; ++i) {
          const std::vector<double> expected = calculate_distances2(model, songs.view().row(i));
          for (int64_t k = 0; k < num_clusters; ++k) {
            const double distance2 = expected[static_cast<size_t>(k)];
            EXPECT_NEAR(actual.distances2[static_cast<size_t>(i * num_clusters + k)], distance2,
                        5e-5 * (1 + distance2))
                << name << ", K " << num_clusters << ", N " << count << ", song " << i;
          }
          EXPECT_EQ(actual.clusters[static_cast<size_t>(i)],
                    std::min_element(expected.begin(), expected.end()) - expected.begin());
        }
      }
    }
  }
}

TEST_P(SongGraphTransform, EveryEngineGivesTheAffectOfBothRegressions) {
  DemoSongOptions options = GetParam();
  const DemoSongs songs = test::draw_songs(options.columns, 40);
  for (const char* regression : {"ridge", "network"}) {
    options.regression = regression;
    const SongModel model = test::make_demo_song_model(songs, options);
    const std::vector<float> points = apply_transform(model.transform, songs.view());
    const std::vector<float> expected = predict_affect(model.regression, points.data(), 40);
    for (const auto& name : in_process_engine_names()) {
      auto engine = test::load_song_model(model, name, folder_ / "model.onnx");
      for (const int64_t count : {40, 1}) {
        const test::EngineAnswer actual = engine.predict(songs.features.data(), count);
        ASSERT_EQ(actual.affect.size(), static_cast<size_t>(2 * count));
        for (size_t i = 0; i < actual.affect.size(); ++i) {
          EXPECT_NEAR(actual.affect[i], expected[i], 5e-5f * (1 + std::abs(expected[i])))
              << name << ", " << regression;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(SongGraph, SongGraphTransform, testing::ValuesIn(transforms()),
                         [](const auto& transform) { return transform.param.name; });

/// energy standardised, tempo's logarithm too, key on the circle as it is.
SongModel make_hand_model() {
  SongModel model;
  model.columns = {"energy", "tempo", "key"};
  model.medians = {0.5f, 100, 3};
  FeatureTransform& transform = model.transform;
  transform.steps = {{"energy", "linear"}, {"tempo", "log"}, {"key", "circle"}};
  transform.expanded_names = transform.output_names = {"energy", "log_tempo", "key_cos", "key_sin"};
  transform.centre = {0.5, std::log(100.0), 0, 0};
  transform.scale = {0.25, 0.5, 1, 1};
  transform.weight = {4, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  transform.bias = {-2, static_cast<float>(-2 * std::log(100.0)), 0, 0};
  model.num_clusters = 2;
  model.centroids = {0, 0, 0, 0, 1, 1, 0, 1};
  return model;
}

TEST(SongGraph, GivesWhatOneCalculatesByHand) {
  test::TemporaryFolder folder;
  // energy 0.75 -> 1, tempo 100 e^0.5 -> 1, key 3 (D sharp, a quarter of the circle) -> cos 0, sin 1:
  // 1 + 1 + 0 + 1 = 3 from the origin, 0 from (1, 1, 0, 1). Then 0.5, 100, key 0 -> (0, 0, 1, 0): 1 from the
  // origin and 1 + 1 + 1 + 1 = 4 from the other.
  const std::vector<float> rows = {0.75f, 164.872127f, 3, 0.5f, 100, 0};
  for (const auto& name : in_process_engine_names()) {
    const auto predictions =
        test::load_song_model(make_hand_model(), name, folder / "model.onnx").predict(rows.data(), 2);
    const std::vector<float> expected = {3, 0, 1, 4};
    for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(predictions.distances2[i], expected[i], 1e-5) << name;
    EXPECT_THAT(predictions.clusters, ElementsAre(1, 0)) << name;
    EXPECT_TRUE(predictions.affect.empty());
  }
}

TEST(SongGraph, ASongFarOutAndNearACentroidKeepsItsDistance) {
  // |z|^2 - 2 z.c + |c|^2 would lose it: 1e6 - 2e6 + 1e6 in float32 is a multiple of 0.0625, and 1e-4 is the
  // answer.
  SongModel model = make_hand_model();
  model.centroids = {999.99f, 0, 1, 0, 0, 0, 0, 0};
  const float exact = 1000.f - 999.99f;
  const std::vector<float> rows = {250.5f, 100, 0};  // 4 * 250.5 - 2 = 1000
  test::TemporaryFolder folder;
  for (const auto& name : in_process_engine_names()) {
    const auto predictions =
        test::load_song_model(model, name, folder / "model.onnx").predict(rows.data(), 1);
    EXPECT_NEAR(predictions.distances2[0], exact * exact, 1e-8) << name;
    EXPECT_THAT(predictions.clusters, ElementsAre(0)) << name;
  }
}

TEST(SongGraph, UsesOnlyOperatorsThatAllEnginesGetRight) {
  const std::set<std::string> known = {"Slice", "Concat", "Log",     "Cos",  "Sin",
                                       "Gemm",  "Mul",    "Reshape", "Relu", "ArgMin"};
  DemoSongOptions options;
  options.regression = "network";
  const SongModel model = test::make_demo_song_model(test::draw_songs(options.columns, 30), options);
  const auto graph = make_song_graph(model);
  for (const auto& node : graph.node()) EXPECT_EQ(known.count(node.op_type()), 1u) << node.op_type();
}

TEST(SongGraph, InputAndOutputsAreNamedAndTyped) {
  const DemoSongOptions options;
  const auto graph =
      make_song_graph(test::make_demo_song_model(test::draw_songs(options.columns, 30), options));
  ASSERT_EQ(graph.input_size(), 1);
  EXPECT_EQ(graph.input(0).name(), "features");
  ASSERT_EQ(graph.output_size(), 3);
  EXPECT_EQ(graph.output(0).name(), "cluster");
  EXPECT_EQ(graph.output(0).type().tensor_type().elem_type(), onnx::TensorProto::INT64);
  EXPECT_EQ(graph.output(1).name(), "distances2");
  EXPECT_EQ(graph.output(1).type().tensor_type().shape().dim(1).dim_value(), 3);
  EXPECT_EQ(graph.output(2).name(), "affect");
  for (const auto& output : graph.output()) {
    EXPECT_EQ(output.type().tensor_type().shape().dim(0).dim_param(), "N");
  }
}

TEST(SongGraph, TheSameModelGivesTheSameBytes) {
  const DemoSongOptions options;
  const SongModel model = test::make_demo_song_model(test::draw_songs(options.columns, 30), options);
  EXPECT_EQ(test::export_bytes(model), test::export_bytes(model));
}

TEST(SongGraph, CentroidsOfAnotherSpaceAreABug) {
  SongModel model = make_hand_model();
  model.centroids.pop_back();
  EXPECT_THROW(make_song_graph(model), std::logic_error);
}

}  // namespace
}  // namespace affekt
