#include "exported/onnx_songs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "tests/inference/tiny_song_model.h"

namespace affekt {
namespace {

using test::make_song_model;
using test::make_tiny_song_graph;
using test::make_tiny_song_metadata;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

SharedOnnxModel read_songs(const std::string& bytes) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "model.onnx", bytes);
  return read_onnx_model(folder / "model.onnx");
}

SharedOnnxModel read_songs(const onnx::ModelProto& model) {
  return read_songs(model.SerializeAsString());
}

/// "accepted", or why it is refused as a model of songs.
template <class Model>
std::string song_refusal_of(const Model& model) {
  try {
    read_songs_info(*read_songs(model));
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("model.onnx"));
    return error.what();
  }
  return "accepted";
}

std::string refusal_with(const char* key, const char* value) {
  auto metadata = make_tiny_song_metadata();
  metadata[key] = value;
  return song_refusal_of(make_song_model(make_tiny_song_graph(), metadata));
}

TEST(OnnxSongsInfo, SaysWhatTheFileSays) {
  const OnnxSongsInfo info = read_songs_info(*read_songs(make_song_model()));
  EXPECT_THAT(info.columns, ElementsAre("energy", "valence"));
  EXPECT_THAT(info.medians, ElementsAre(0.5f, 0.25f));
  EXPECT_EQ(info.missing, "drop");
  EXPECT_EQ(info.num_clusters, 3);
  EXPECT_THAT(info.labels, ElementsAre("middle", "bright", "dark"));
  EXPECT_EQ(info.affect_target, "deezer");
  EXPECT_TRUE(info.has_affect());
}

TEST(OnnxSongsInfo, AFlippedBitInGraphOrMetadataIsRefused) {
  const auto model = make_song_model();
  const std::string bytes = model.SerializeAsString();
  const size_t begin = bytes.find(model.graph().SerializeAsString());
  ASSERT_NE(begin, std::string::npos);
  EXPECT_EQ(song_refusal_of(bytes), "accepted");
  for (size_t i = begin; i < bytes.size(); ++i) {
    // Between graph and metadata stands the opset, which the engines check.
    if (i >= begin + model.graph().ByteSizeLong() && i < bytes.find("affekt.affect_target") - 4) continue;
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    EXPECT_NE(song_refusal_of(damaged), "accepted") << "bit " << i % 8 << " of byte " << i;
  }
}

TEST(OnnxSongsInfo, AModelOfImagesIsNoModelOfSongs) {
  EXPECT_THAT(song_refusal_of(test::make_row_model()),
              AllOf(HasSubstr("images or speech"), HasSubstr("songs")));
  EXPECT_THAT(song_refusal_of(test::make_mean_model()), HasSubstr("images or speech"));
}

TEST(OnnxSongsInfo, ATaskOfANewerAffektIsNamed) {
  EXPECT_THAT(refusal_with("affekt.task", "weather"), HasSubstr("a model of weather"));
}

TEST(OnnxSongsInfo, MetadataThatDoesNotFitIsRefused) {
  EXPECT_THAT(refusal_with("affekt.columns", "energy"), HasSubstr("expected JSON"));
  EXPECT_THAT(refusal_with("affekt.columns", "[2]"), HasSubstr("JSON list of names"));
  EXPECT_THAT(refusal_with("affekt.columns", R"(["energy"])"), HasSubstr("1 columns but 2 medians"));
  EXPECT_THAT(refusal_with("affekt.medians", R"([0.5, null])"), HasSubstr("JSON list of numbers"));
  EXPECT_THAT(refusal_with("affekt.medians", R"([0.5, 1e39])"), HasSubstr("JSON list of numbers"));
  EXPECT_THAT(refusal_with("affekt.labels", R"(["a", "b"])"), HasSubstr("3 clusters but 2 labels"));
  EXPECT_THAT(refusal_with("affekt.missing", "guess"),
              AllOf(HasSubstr("affekt.missing"), HasSubstr("guess")));
  EXPECT_THAT(refusal_with("affekt.affect_target", "none"), HasSubstr("expected 2 outputs, got 3"));
  for (const char* key : {"affekt.columns", "affekt.medians", "affekt.missing", "affekt.affect_target"}) {
    auto metadata = make_tiny_song_metadata();
    metadata.erase(key);
    EXPECT_THAT(song_refusal_of(make_song_model(make_tiny_song_graph(), metadata)), HasSubstr(key));
  }
}

TEST(OnnxSongsInfo, AGraphThatDoesNotFitIsRefused) {
  auto graph = make_tiny_song_graph();
  graph.mutable_input(0)->set_name("pixels");
  EXPECT_THAT(song_refusal_of(make_song_model(graph)), HasSubstr("one input \"features\""));
  graph = make_tiny_song_graph();
  graph.mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(1)
      ->set_dim_value(3);
  EXPECT_THAT(song_refusal_of(make_song_model(graph)), HasSubstr("expected 2 values a song, got 3"));
  graph = make_tiny_song_graph();
  graph.mutable_output(0)->mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
  EXPECT_THAT(song_refusal_of(make_song_model(graph)), AllOf(HasSubstr("\"cluster\""), HasSubstr("int64")));
  graph = make_tiny_song_graph();
  graph.mutable_output(1)->set_name("distances");
  EXPECT_THAT(song_refusal_of(make_song_model(graph)), HasSubstr("no output \"distances2\""));
  graph = make_tiny_song_graph();
  graph.mutable_output(2)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim()
      ->RemoveLast();
  EXPECT_THAT(song_refusal_of(make_song_model(graph)), HasSubstr("expected 2 axes, got 1"));
}

/// Every engine of this build.
class OnnxSongsWith : public testing::TestWithParam<std::string> {
 protected:
  OnnxSongs load(const onnx::ModelProto& proto = make_song_model()) {
    const SharedOnnxModel model = read_songs(proto);
    return {*model, make_engine(GetParam(), *model)};
  }
};

TEST_P(OnnxSongsWith, GivesWhatOneCalculatesByHand) {
  auto songs = load();
  const std::vector<float> rows = {0, 1, 3, 3, -4, -4};
  const SongPredictions predictions = songs.predict(rows.data(), 3);
  // (0, 1): to (0, 0) 1; to (3, 4) 9 + 9 = 18; to (-3, -4) 9 + 25 = 34. (3, 3): 18; 1; 36 + 49 = 85.
  // (-4, -4): 32; 49 + 64 = 113; 1.
  EXPECT_THAT(predictions.distances2, ElementsAre(1, 18, 34, 18, 1, 85, 32, 113, 1));
  EXPECT_THAT(predictions.clusters, ElementsAre(0, 1, 2));
  EXPECT_THAT(predictions.affect, ElementsAre(1, -1, 6, 0, -8, 0));
}

TEST_P(OnnxSongsWith, OfEquallyNearClustersItTakesTheFirst) {
  // (1.5, 2) lies in the middle of (0, 0) and (3, 4): 6.25 to both.
  const std::vector<float> rows = {1.5f, 2};
  const SongPredictions predictions = load().predict(rows.data(), 1);
  EXPECT_EQ(predictions.distances2[0], predictions.distances2[1]);
  EXPECT_THAT(predictions.clusters, ElementsAre(0));
}

TEST_P(OnnxSongsWith, ASongDoesNotDependOnItsBatch) {
  auto songs = load();
  // Full batches and short ones; then fewer, then more again.
  for (int64_t count : {1, 2500, 3, 1024, 1025, 1}) {
    std::vector<float> rows;
    for (int64_t i = 0; i < count; ++i) {
      for (int64_t value : {i % 11 - 5, i % 7 - 3}) rows.push_back(static_cast<float>(value));
    }
    const SongPredictions predictions = songs.predict(rows.data(), count);
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

TEST_P(OnnxSongsWith, NoSongsGiveNoPredictions) {
  const SongPredictions predictions = load().predict(nullptr, 0);
  EXPECT_THAT(predictions.clusters, IsEmpty());
  EXPECT_THAT(predictions.distances2, IsEmpty());
}

TEST_P(OnnxSongsWith, WithoutARegressionThereIsNoAffect) {
  auto graph = test::make_tiny_song_graph();
  graph.mutable_output()->RemoveLast();
  graph.mutable_node()->DeleteSubrange(5, 1);
  auto metadata = test::make_tiny_song_metadata();
  metadata["affekt.affect_target"] = "none";
  const std::vector<float> rows = {3, 3};
  const SongPredictions predictions = load(make_song_model(graph, metadata)).predict(rows.data(), 1);
  EXPECT_THAT(predictions.clusters, ElementsAre(1));
  EXPECT_THAT(predictions.affect, IsEmpty());
}

TEST_P(OnnxSongsWith, AnEmptyCellIsRefusedWithWhatToPutThere) {
  auto songs = load();
  for (float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    const std::vector<float> rows = {0, 1, 2, bad};
    try {
      songs.predict(rows.data(), 2);
      FAIL() << "accepted " << bad;
    } catch (const DataError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("row 1"), HasSubstr("valence"), HasSubstr("0.25")));
    }
  }
}

TEST_P(OnnxSongsWith, ASongWithoutAnAnswerIsNamed) {
  const std::vector<float> rows = {0, 1, 3e38f, 0};  // its squared distances are beyond float32
  try {
    load().predict(rows.data(), 2);
    FAIL() << "accepted";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("row 1"), HasSubstr("no answer"), HasSubstr("3e+38")));
  }
}

TEST_P(OnnxSongsWith, KnowsItsNameAndModel) {
  auto songs = load();
  EXPECT_EQ(songs.engine_name(), GetParam());
  EXPECT_EQ(songs.info().num_clusters, 3);
}

TEST_P(OnnxSongsWith, AnOperatorItLacksIsAnArtifactError) {
  auto graph = test::make_tiny_song_graph();
  graph.mutable_node(0)->set_op_type("NoSuchOperator");
  try {
    const std::vector<float> rows = {0, 1};
    load(make_song_model(graph)).predict(rows.data(), 1);
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("model.onnx"), HasSubstr(GetParam())));
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, OnnxSongsWith, testing::ValuesIn(in_process_engine_names()));

}  // namespace
}  // namespace affekt
