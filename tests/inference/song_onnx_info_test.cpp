#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inference/engine.h"
#include "inference/song_engine.h"
#include "tests/inference/tiny_song_model.h"

namespace affekt {
namespace {

using test::make_song_model;
using test::make_tiny_song_graph;
using test::make_tiny_song_metadata;
using test::TemporaryFolder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// "accepted", or why the bytes are refused as a model of songs.
std::string song_refusal_of(const std::string& bytes) {
  static const TemporaryFolder folder;  // one for thousands of damaged files
  test::write_bytes(folder / "model.onnx", bytes);
  try {
    read_song_onnx_info(folder / "model.onnx");
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("model.onnx"));
    return error.what();
  }
  return "accepted";
}

std::string song_refusal_of(const onnx::ModelProto& model) {
  return song_refusal_of(model.SerializeAsString());
}

std::string refusal_with(const char* key, const char* value) {
  auto metadata = make_tiny_song_metadata();
  metadata[key] = value;
  return song_refusal_of(make_song_model(make_tiny_song_graph(), metadata));
}

TEST(SongOnnxInfo, SaysWhatTheFileSays) {
  TemporaryFolder folder;
  const std::string bytes = make_song_model().SerializeAsString();
  test::write_bytes(folder / "model.onnx", bytes);
  const SongOnnxInfo info = read_song_onnx_info(folder / "model.onnx");
  EXPECT_THAT(info.columns, ElementsAre("energy", "valence"));
  EXPECT_THAT(info.medians, ElementsAre(0.5f, 0.25f));
  EXPECT_EQ(info.missing, "drop");
  EXPECT_EQ(info.num_clusters, 3);
  EXPECT_THAT(info.labels, ElementsAre("middle", "bright", "dark"));
  EXPECT_EQ(info.affect_target, "deezer");
  EXPECT_TRUE(info.has_affect());
  EXPECT_EQ(info.metadata.at("affekt.weights_digest"), "abc");
  EXPECT_EQ(info.file_digest, sha256_of(bytes));
}

TEST(SongOnnxInfo, AFileIsRefusedWhereverItIsCut) {
  const std::string bytes = make_song_model().SerializeAsString();
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(song_refusal_of(bytes.substr(0, length)), "accepted")
        << length << " of " << bytes.size() << " bytes";
  }
}

TEST(SongOnnxInfo, AFlippedBitInGraphOrMetadataIsRefused) {
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

TEST(SongOnnxInfo, ADamagedMedianIsCalledDamaged) {
  auto model = make_song_model();
  for (auto& entry : *model.mutable_metadata_props()) {
    if (entry.key() == "affekt.medians") entry.set_value("[0.5,0.75]");
  }
  EXPECT_THAT(song_refusal_of(model), AllOf(HasSubstr("damaged"), HasSubstr("metadata")));
}

TEST(SongOnnxInfo, AModelOfPicturesIsNoModelOfSongs) {
  EXPECT_THAT(song_refusal_of(test::make_row_model()), AllOf(HasSubstr("pictures or speech"), HasSubstr("songs")));
  EXPECT_THAT(song_refusal_of(test::make_mean_model()), HasSubstr("pictures or speech"));
}

TEST(SongOnnxInfo, AModelOfSongsIsNoModelOfPictures) {
  TemporaryFolder folder;
  test::write_bytes(folder / "songs.onnx", make_song_model().SerializeAsString());
  test::write_bytes(folder / "pictures.onnx", test::make_row_model().SerializeAsString());
  EXPECT_TRUE(is_song_onnx(folder / "songs.onnx"));
  EXPECT_FALSE(is_song_onnx(folder / "pictures.onnx"));
  for (const auto& name : engine_names()) {
    try {
      make_engine(name, folder / "songs.onnx");
      FAIL() << "accepted by " << name;
    } catch (const ArtifactError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("songs.onnx"), HasSubstr("a model of songs")));
    }
  }
}

TEST(SongOnnxInfo, ATaskOfANewerAffektIsNamed) {
  EXPECT_THAT(refusal_with("affekt.task", "weather"), HasSubstr("a model of weather"));
}

TEST(SongOnnxInfo, MetadataThatDoesNotFitIsRefused) {
  EXPECT_THAT(refusal_with("affekt.columns", "energy"), HasSubstr("JSON list of names"));
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

TEST(SongOnnxInfo, AGraphThatDoesNotFitIsRefused) {
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

}  // namespace
}  // namespace affekt
