#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/digest.h"
#include "inference/engine.h"
#include "tests/inference/tiny_model.h"

namespace affekt {
namespace {

using test::make_mean_model;
using test::make_row_model;
using test::TemporaryFolder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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

TEST(OnnxInfo, TellsRateAndShortestWaveformOfAModelOfSound) {
  TemporaryFolder folder;
  test::write_bytes(folder / "model.onnx", make_mean_model().SerializeAsString());
  const auto info = read_onnx_info(folder / "model.onnx");
  EXPECT_TRUE(info.takes_waveforms());
  EXPECT_EQ(info.sample_rate_hz, 16000);
  EXPECT_EQ(info.min_samples, 4);
  EXPECT_EQ(info.input_name, "samples");
  EXPECT_EQ(info.channels, 0);
}

class CutFile : public testing::TestWithParam<onnx::ModelProto (*)()> {};

TEST_P(CutFile, IsRefusedWhereverItIsCut) {
  const std::string bytes = GetParam()().SerializeAsString();
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(refusal_of(bytes.substr(0, length)), "accepted")
        << length << " of " << bytes.size() << " bytes";
  }
}

INSTANTIATE_TEST_SUITE_P(OnnxInfo, CutFile, testing::Values(&make_row_model, &make_mean_model));

/// As affekt exports it, with the digest of its graph.
onnx::ModelProto with_digest(onnx::ModelProto model) {
  const std::string digest = sha256_of(model.graph().SerializeAsString());
  test::set_metadata(model, "affekt.graph_digest", digest.c_str());
  return model;
}

TEST(OnnxInfo, AFlippedBitInAnyByteOfTheGraphIsRefused) {
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

TEST(OnnxInfo, ADamagedWeightIsCalledDamaged) {
  auto model = with_digest(make_row_model());
  (*model.mutable_graph()->mutable_initializer(0)->mutable_raw_data())[3] ^= 1;
  EXPECT_THAT(refusal_of(model), AllOf(HasSubstr("damaged"), HasSubstr("digest")));
}

TEST(OnnxInfo, AFileWithoutADigestIsAcceptedWithAWarning) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(refusal_of(make_row_model()), "accepted");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("affekt.graph_digest"));
  testing::internal::CaptureStderr();
  EXPECT_EQ(refusal_of(with_digest(make_row_model())), "accepted");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
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

TEST(OnnxInfo, AnInputThatIsNoWaveformIsRefused) {
  auto model = make_mean_model();
  for (const char* count : {"0", "-16000", "16000.5", "fast", ""}) {
    model.mutable_metadata_props(1)->set_value(count);
    EXPECT_THAT(refusal_of(model), AllOf(HasSubstr("affekt.sample_rate_hz"), HasSubstr("positive"))) << count;
  }
  model.mutable_metadata_props()->DeleteSubrange(1, 1);
  EXPECT_THAT(refusal_of(model), AllOf(HasSubstr("affekt.sample_rate_hz"), HasSubstr("missing")));
  model = make_mean_model();
  model.mutable_metadata_props()->DeleteSubrange(0, 1);
  EXPECT_THAT(refusal_of(model), AllOf(HasSubstr("affekt.min_samples"), HasSubstr("missing")));
  model = make_mean_model();
  auto* tensor = model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type();
  tensor->mutable_shape()->mutable_dim(1)->set_dim_value(16000);
  EXPECT_THAT(refusal_of(model), AllOf(HasSubstr("free length"), HasSubstr("16000")));
}

}  // namespace
}  // namespace affekt
