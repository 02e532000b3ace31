#include "export/classification/plan_classification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/checker.h>

#include <map>

#include "core/version.h"
#include "tests/export/demo_network.h"
#include "tests/export/exported_classifier.h"

namespace affekt {
namespace {

using test::build_onnx_model;
using test::DemoNetwork;
using testing::AllOf;
using testing::HasSubstr;

TrainedModel demo_model(InputShape shape = {1, 16, 16}) {
  return test::make_trained_model(std::make_shared<DemoNetwork>(shape), 1.5);
}

std::map<std::string, std::string> metadata_of(const onnx::ModelProto& model) {
  std::map<std::string, std::string> metadata;
  for (const auto& entry : model.metadata_props()) metadata[entry.key()] = entry.value();
  return metadata;
}

TEST(OnnxModel, PassesTheCheckerAsWritten) {
  onnx::ModelProto read;
  ASSERT_TRUE(read.ParseFromString(build_onnx_model(demo_model(), nullptr).SerializeAsString()));
  EXPECT_NO_THROW(onnx::checker::check_model(read));
  EXPECT_EQ(read.ir_version(), 7);
  ASSERT_EQ(read.opset_import_size(), 1);
  EXPECT_EQ(read.opset_import(0).version(), 13);
  EXPECT_EQ(read.producer_name(), "affekt");
  EXPECT_EQ(read.producer_version(), tool_version());
}

TEST(OnnxModel, TakesPixelsAndGivesProbabilitiesWithAFreeBatchAxis) {
  const auto model = build_onnx_model(demo_model({3, 16, 20}), nullptr);
  ASSERT_EQ(model.graph().input_size(), 1);
  ASSERT_EQ(model.graph().output_size(), 1);
  const auto& input = model.graph().input(0);
  const auto& output = model.graph().output(0);
  EXPECT_EQ(input.name(), "pixels");
  EXPECT_EQ(output.name(), "probabilities");
  EXPECT_EQ(input.type().denotation(), "IMAGE");
  const auto& in = input.type().tensor_type();
  EXPECT_EQ(in.elem_type(), onnx::TensorProto::FLOAT);
  ASSERT_EQ(in.shape().dim_size(), 4);
  EXPECT_EQ(in.shape().dim(0).dim_param(), "N");
  EXPECT_EQ(in.shape().dim(1).dim_value(), 3);
  EXPECT_EQ(in.shape().dim(2).dim_value(), 16);
  EXPECT_EQ(in.shape().dim(3).dim_value(), 20);
  const std::vector<std::string> denotations = {"DATA_BATCH", "DATA_CHANNEL", "DATA_FEATURE", "DATA_FEATURE"};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(in.shape().dim(i).denotation(), denotations[static_cast<size_t>(i)]);
  const auto& out = output.type().tensor_type();
  ASSERT_EQ(out.shape().dim_size(), 2);
  EXPECT_EQ(out.shape().dim(0).dim_param(), "N");
  EXPECT_EQ(out.shape().dim(1).dim_value(), 7);
}

TEST(OnnxModel, ShapeInferenceKnowsEveryValue) {
  const auto model = build_onnx_model(demo_model(), nullptr);
  // Every node but the last one, whose value is the output.
  EXPECT_EQ(model.graph().value_info_size(), model.graph().node_size() - 1);
  for (const auto& value : model.graph().value_info()) {
    const auto& shape = value.type().tensor_type().shape();
    ASSERT_GE(shape.dim_size(), 2) << value.name();
    EXPECT_EQ(shape.dim(0).dim_param(), "N") << value.name();
    for (int i = 1; i < shape.dim_size(); ++i) EXPECT_GT(shape.dim(i).dim_value(), 0) << value.name();
  }
}

TEST(OnnxModel, MetadataIsComplete) {
  const nlohmann::json metric = {
      {"name", "accuracy"}, {"value", 0.68}, {"split", "test"}, {"ci95", {0.66, 0.70}}};
  const auto metadata = metadata_of(build_onnx_model(demo_model(), metric));
  EXPECT_EQ(metadata.at("affekt.model"), "demo_network");
  EXPECT_EQ(metadata.at("affekt.labels"), R"(["angry","disgust","fear","happy","sad","surprise","neutral"])");
  EXPECT_THAT(metadata.at("affekt.input"), AllOf(HasSubstr("[N, 1, 16, 16]"), HasSubstr("0..255"),
                                                 HasSubstr("float32"), HasSubstr("grey")));
  EXPECT_THAT(metadata.at("affekt.output"), HasSubstr("probability"));
  EXPECT_EQ(metadata.at("affekt.dataset"), "demo faces");
  EXPECT_EQ(metadata.at("affekt.data_digest"), "data-digest");
  EXPECT_EQ(metadata.at("affekt.config_digest"), "config-digest");
  EXPECT_EQ(metadata.at("affekt.weights_digest"), "weights-digest");
  EXPECT_EQ(nlohmann::json::parse(metadata.at("affekt.metric")), metric);
  EXPECT_EQ(nlohmann::json::parse(metadata.at("affekt.temperature")), 1.5);
  EXPECT_EQ(nlohmann::json::parse(metadata.at("affekt.selection")), demo_model().selection);
  EXPECT_EQ(metadata.at("affekt.split"), R"({"plan":"official"})");
  EXPECT_EQ(nlohmann::json::parse(metadata.at("affekt.evaluation")).at("calibration_bins"), 15);
  EXPECT_THAT(metadata.at("affekt.tool_version"), HasSubstr(tool_version()));
  EXPECT_EQ(metadata.at("Image.BitmapPixelFormat"), "Gray8");
  EXPECT_EQ(metadata.at("Image.ColorSpaceGamma"), "SRGB");
  EXPECT_EQ(metadata.at("Image.NominalPixelRange"), "NominalRange_0_255");
}

TEST(OnnxModel, OfAPlanOfFoldsItTellsWhichWereHeldOut) {
  auto model = demo_model();
  model.config.data.split.plan = "ravdess_5fold";
  model.config.data.split.test_fold = 0;
  model.config.data.split.validation_fold = 3;
  EXPECT_EQ(metadata_of(build_onnx_model(model, nullptr)).at("affekt.split"),
            R"({"plan":"ravdess_5fold","test_fold":0,"validation_fold":3})");
}

TEST(OnnxModel, WithoutAKnownScoreItClaimsNone) {
  EXPECT_EQ(metadata_of(build_onnx_model(demo_model(), nullptr)).count("affekt.metric"), 0u);
}

TEST(OnnxModel, ColourImagesAreRgb) {
  const auto metadata = metadata_of(build_onnx_model(demo_model({3, 16, 16}), nullptr));
  EXPECT_EQ(metadata.at("Image.BitmapPixelFormat"), "Rgb8");
  EXPECT_THAT(metadata.at("affekt.input"), HasSubstr("RGB"));
}

TEST(OnnxModel, TheSameModelGivesTheSameBytes) {
  EXPECT_EQ(build_onnx_model(demo_model(), nullptr).SerializeAsString(),
            build_onnx_model(demo_model(), nullptr).SerializeAsString());
}

TEST(OnnxModel, LabelsThatAreNotTheNetworksClassesAreABug) {
  auto model = demo_model();
  model.class_names.pop_back();
  EXPECT_THROW(build_onnx_model(model, nullptr), std::logic_error);
}

}  // namespace
}  // namespace affekt
