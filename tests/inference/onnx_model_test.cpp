#include "inference/onnx_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/digest.h"
#include "tests/inference/tiny_model.h"
#include "tests/inference/tiny_song_model.h"

namespace affekt {
namespace {

using test::make_mean_model;
using test::make_row_model;
using test::make_song_model;
using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

/// What read_onnx_model says of these bytes.
std::string refusal_of(const std::string& bytes) {
  TemporaryFolder folder;
  test::write_bytes(folder / "model.onnx", bytes);
  try {
    read_onnx_model(folder / "model.onnx");
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("model.onnx: "));
    return error.what();
  }
  return "accepted";
}

std::string refusal_of(const onnx::ModelProto& model) {
  return refusal_of(model.SerializeAsString());
}

TEST(ReadOnnxModel, TellsTensorsMetadataAndDigest) {
  TemporaryFolder folder;
  const std::string bytes = make_row_model().SerializeAsString();
  test::write_bytes(folder / "model.onnx", bytes);
  const SharedOnnxModel model = read_onnx_model(folder / "model.onnx");
  ASSERT_EQ(model->inputs.size(), 1u);
  ASSERT_EQ(model->outputs.size(), 1u);
  EXPECT_EQ(model->inputs[0].name, "pixels");
  EXPECT_EQ(describe(model->inputs[0]), "float32 [N, 1, 2, 2]");
  EXPECT_EQ(model->outputs[0].name, "probabilities");
  EXPECT_EQ(describe(model->outputs[0]), "float32 [N, 2]");
  EXPECT_EQ(model->text("affekt.weights_digest"), "abc");
  EXPECT_EQ(model->text("affekt.nothing"), "");
  EXPECT_EQ(model->task(), "");
  EXPECT_EQ(model->file_digest, sha256_of(bytes));
  EXPECT_EQ(model->bytes, bytes);
}

TEST(ReadOnnxModel, TellsFreeAxesTypesAndTasks) {
  TemporaryFolder folder;
  test::write_bytes(folder / "sound.onnx", make_mean_model().SerializeAsString());
  EXPECT_EQ(describe(read_onnx_model(folder / "sound.onnx")->inputs.at(0)), "float32 [N, T]");
  test::write_bytes(folder / "songs.onnx", make_song_model().SerializeAsString());
  const SharedOnnxModel songs = read_onnx_model(folder / "songs.onnx");
  EXPECT_EQ(songs->task(), "songs");
  ASSERT_EQ(songs->outputs.size(), 3u);
  EXPECT_EQ(describe(songs->outputs[0]), "int64 [N]");
}

TEST(ReadOnnxModel, OnlyAFileOfThatNameIsReadUnasked) {
  TemporaryFolder folder;
  test::write_bytes(folder / "model.onnx", make_row_model().SerializeAsString());
  test::write_bytes(folder / "model.bin", make_row_model().SerializeAsString());
  EXPECT_NE(read_if_onnx(folder / "model.onnx"), nullptr);
  EXPECT_EQ(read_if_onnx(folder / "model.bin"), nullptr);
  EXPECT_EQ(read_if_onnx(folder / "absent.onnx"), nullptr);
  EXPECT_EQ(read_if_onnx(folder / ""), nullptr);
}

onnx::ModelProto make_whole_song_model() {
  return make_song_model();
}

class CutFile : public testing::TestWithParam<onnx::ModelProto (*)()> {};

TEST_P(CutFile, IsRefusedWhereverItIsCut) {
  const std::string bytes = GetParam()().SerializeAsString();
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(refusal_of(bytes.substr(0, length)), "accepted")
        << length << " of " << bytes.size() << " bytes";
  }
}

INSTANTIATE_TEST_SUITE_P(ReadOnnxModel, CutFile,
                         testing::Values(&make_row_model, &make_mean_model, &make_whole_song_model));

/// As affekt exports it, with the digest of its graph.
onnx::ModelProto with_digest(onnx::ModelProto model) {
  const std::string digest = sha256_of(model.graph().SerializeAsString());
  test::set_metadata(model, "affekt.graph_digest", digest.c_str());
  return model;
}

TEST(ReadOnnxModel, AFlippedBitInAnyByteOfTheGraphIsRefused) {
  const auto model = with_digest(make_row_model());
  const std::string bytes = model.SerializeAsString(), graph = model.graph().SerializeAsString();
  const size_t begin = bytes.find(graph);
  ASSERT_NE(begin, std::string::npos);
  EXPECT_EQ(refusal_of(bytes), "accepted");
  for (size_t i = 0; i < graph.size(); ++i) {
    std::string damaged = bytes;
    damaged[begin + i] = static_cast<char>(damaged[begin + i] ^ (1 << (i % 8)));
    EXPECT_NE(refusal_of(damaged), "accepted") << "bit " << i % 8 << " of byte " << i;
  }
}

TEST(ReadOnnxModel, ADamagedWeightIsCalledDamaged) {
  auto model = with_digest(make_row_model());
  (*model.mutable_graph()->mutable_initializer(0)->mutable_raw_data())[3] ^= 1;
  EXPECT_THAT(refusal_of(model), AllOf(HasSubstr("damaged"), HasSubstr("digest")));
}

TEST(ReadOnnxModel, AFileWithoutADigestIsAcceptedWithAWarning) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(refusal_of(make_row_model()), "accepted");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("affekt.graph_digest"));
  testing::internal::CaptureStderr();
  EXPECT_EQ(refusal_of(with_digest(make_row_model())), "accepted");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
}

TEST(ReadOnnxModel, ATruncatedFileIsCalledTruncated) {
  const std::string bytes = make_row_model().SerializeAsString();
  EXPECT_THAT(refusal_of(bytes.substr(0, bytes.size() / 2)), HasSubstr("truncated"));
}

TEST(ReadOnnxModel, FilesThatAreNoOnnxModelAreRefused) {
  EXPECT_THAT(refusal_of(std::string()), HasSubstr("empty"));
  EXPECT_THAT(refusal_of("name: fer2013_cnn\nmodel: {}\n"), HasSubstr("not an ONNX file"));
  EXPECT_THAT(refusal_of(std::string(1000, '\0')), HasSubstr("not an ONNX file"));
}

TEST(ReadOnnxModel, AMissingFileIsNamed) {
  TemporaryFolder folder;
  try {
    read_onnx_model(folder / "absent.onnx");
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("absent.onnx"), HasSubstr("No such file")));
  }
}

TEST(ReadOnnxModel, AModelFromElsewhereIsRefused) {
  auto model = make_row_model();
  model.clear_metadata_props();
  EXPECT_THAT(refusal_of(model), HasSubstr("not a model exported by affekt"));
}

TEST(ReadOnnxModel, DamagedMetadataIsCalledDamaged) {
  auto model = make_song_model();
  for (auto& entry : *model.mutable_metadata_props()) {
    if (entry.key() == "affekt.medians") entry.set_value("[0.5,0.75]");
  }
  EXPECT_THAT(refusal_of(model), AllOf(HasSubstr("damaged"), HasSubstr("metadata")));
}

TEST(ReadOnnxModel, WeightsInAnotherFileAreRefused) {
  auto model = make_row_model();
  auto* weight = model.mutable_graph()->mutable_initializer(0);
  weight->set_data_location(onnx::TensorProto::EXTERNAL);
  EXPECT_THAT(refusal_of(model), AllOf(HasSubstr("rows.weight"), HasSubstr("EXTERNAL")));
  weight->set_data_location(onnx::TensorProto::DEFAULT);
  auto* location = weight->add_external_data();
  location->set_key("location");
  location->set_value("/etc/passwd");
  EXPECT_THAT(refusal_of(model), HasSubstr("rows.weight"));
}

TEST(ReadOnnxModel, SoAreConstantsOfNodesAndOfInnerGraphs) {
  auto model = make_row_model();
  auto* attribute = model.mutable_graph()->mutable_node(0)->add_attribute();
  attribute->set_name("value");
  attribute->mutable_t()->set_name("constant");
  attribute->mutable_t()->set_data_location(onnx::TensorProto::EXTERNAL);
  EXPECT_THAT(refusal_of(model), HasSubstr("constant"));
  attribute->clear_t();
  auto* inner = attribute->mutable_g()->add_initializer();
  inner->set_name("inner");
  inner->set_data_location(onnx::TensorProto::EXTERNAL);
  EXPECT_THAT(refusal_of(model), HasSubstr("inner"));
}

TEST(ReadOnnxModel, AnElementTypeThatIsNoNumberIsRefused) {
  auto model = make_row_model();
  model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
      onnx::TensorProto::STRING);
  EXPECT_THAT(refusal_of(model), AllOf(HasSubstr("pixels"), HasSubstr("element type 8")));
}

}  // namespace
}  // namespace affekt
