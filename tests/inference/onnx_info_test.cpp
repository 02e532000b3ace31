#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/digest.h"
#include "inference/engine.h"
#include "tests/inference/tiny_model.h"

namespace affekt {
namespace {

using test::make_row_model;
using test::TemporaryFolder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// What read_onnx_info says of these bytes.
std::string refusal_of(const std::string& bytes) {
  TemporaryFolder folder;
  test::write_bytes(folder / "model.onnx", bytes);
  try {
    read_onnx_info(folder / "model.onnx");
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("model.onnx: "));
    return error.what();
  }
  return "accepted";
}

std::string refusal_of(const onnx::ModelProto& model) {
  return refusal_of(model.SerializeAsString());
}

TEST(OnnxInfo, TellsShapeNamesLabelsMetadataAndDigest) {
  TemporaryFolder folder;
  const std::string bytes = make_row_model().SerializeAsString();
  test::write_bytes(folder / "model.onnx", bytes);
  const auto info = read_onnx_info(folder / "model.onnx");
  EXPECT_EQ(info.channels, 1);
  EXPECT_EQ(info.height, 2);
  EXPECT_EQ(info.width, 2);
  EXPECT_EQ(info.input_name, "pixels");
  EXPECT_EQ(info.output_name, "probabilities");
  EXPECT_THAT(info.class_names, ElementsAre("up", "down"));
  EXPECT_EQ(info.metadata.at("affekt.weights_digest"), "abc");
  EXPECT_EQ(info.file_digest, sha256_of(bytes));
}

TEST(OnnxInfo, AFileCutAnywhereIsRefused) {
  const std::string bytes = make_row_model().SerializeAsString();
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(refusal_of(bytes.substr(0, length)), "accepted")
        << length << " of " << bytes.size() << " bytes";
  }
}

TEST(OnnxInfo, ATruncatedFileIsCalledTruncated) {
  const std::string bytes = make_row_model().SerializeAsString();
  EXPECT_THAT(refusal_of(bytes.substr(0, bytes.size() / 2)), HasSubstr("truncated"));
}

TEST(OnnxInfo, FilesThatAreNoOnnxModelAreRefused) {
  EXPECT_THAT(refusal_of(std::string()), HasSubstr("empty"));
  EXPECT_THAT(refusal_of("name: fer2013_cnn\nmodel: {}\n"), HasSubstr("not an ONNX file"));
  EXPECT_THAT(refusal_of(std::string(1000, '\0')), HasSubstr("not an ONNX file"));
}

TEST(OnnxInfo, AMissingFileIsNamed) {
  TemporaryFolder folder;
  try {
    read_onnx_info(folder / "absent.onnx");
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("absent.onnx"), HasSubstr("No such file")));
  }
}

TEST(OnnxInfo, AModelFromElsewhereIsRefused) {
  auto model = make_row_model();
  model.clear_metadata_props();
  EXPECT_THAT(refusal_of(model), HasSubstr("not a model exported by affekt"));
}

TEST(OnnxInfo, LabelsThatDoNotFitTheOutputAreRefused) {
  auto model = make_row_model();
  model.mutable_metadata_props(0)->set_value(R"(["up","down","left"])");
  EXPECT_THAT(refusal_of(model), HasSubstr("2 outputs but 3 labels"));
  for (const char* labels : {"up,down", "[]", R"(["up", 2])", R"({"up": 1})"}) {
    model.mutable_metadata_props(0)->set_value(labels);
    EXPECT_THAT(refusal_of(model), HasSubstr("JSON list of names")) << labels;
  }
}

TEST(OnnxInfo, AnInputThatIsNoPictureIsRefused) {
  auto model = make_row_model();
  auto* tensor = model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(onnx::TensorProto::UINT8);
  EXPECT_THAT(refusal_of(model), HasSubstr("expected float32"));
  tensor->set_elem_type(onnx::TensorProto::FLOAT);
  tensor->mutable_shape()->mutable_dim(3)->set_dim_param("W");
  EXPECT_THAT(refusal_of(model), HasSubstr("no fixed size"));
  tensor->mutable_shape()->mutable_dim()->RemoveLast();
  EXPECT_THAT(refusal_of(model), HasSubstr("3 axes"));
}

}  // namespace
}  // namespace affekt
