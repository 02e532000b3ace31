#include "evaluation/classification/predictor/predictor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/digest.h"
#include "core/error.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/trained_model.h"
#include "runs/weights.h"
#include "tests/inference/tiny_model.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A tiny classifier's file, alone in its folder, with entries of its metadata as given.
class OnnxPredictorOf : public testing::Test {
 protected:
  std::unique_ptr<Predictor> make(const std::map<std::string, std::string>& metadata = {}) {
    onnx::ModelProto model = test::make_row_model();
    for (const auto& [key, value] : metadata) test::set_metadata(model, key.c_str(), value.c_str());
    test::write_bytes(onnx_, model.SerializeAsString());
    return make_predictor(onnx_, "");
  }
  std::string refusal(const std::string& key, const std::string& value) {
    try {
      make({{key, value}});
    } catch (const ArtifactError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("model.onnx"), HasSubstr(key), HasSubstr("expected")));
      return error.what();
    }
    return "accepted";
  }
  ImageSamples one_image() {
    ImageSamples samples;
    samples.num_samples = 1;
    samples.height = samples.width = 2;
    samples.pixels = {100, 120, 20, 50};
    return samples;
  }

  test::TemporaryFolder folder_;
  const std::filesystem::path onnx_ = folder_ / "model.onnx";
};

TEST_F(OnnxPredictorOf, SaysHowItsReportIsMade) {
  const auto predictor =
      make({{"affekt.evaluation", R"({"bootstrap_samples":300,"calibration_bins":7})"},
            {"affekt.selection", R"({"epoch":3,"seed":9,"split":"validation"})"},
            {"affekt.split", R"({"plan":"ravdess_5fold","test_fold":0,"validation_fold":2})"},
            {"affekt.temperature", "1.5"}});
  EXPECT_EQ(predictor->options().bootstrap_samples, 300);
  EXPECT_EQ(predictor->options().calibration_bins, 7);
  EXPECT_EQ(predictor->seed(), 9);
  EXPECT_EQ(predictor->trained_on_all_folds(),
            "all folds of the plan ravdess_5fold but fold 2, which validated");
  const nlohmann::json described = predictor->describe();
  EXPECT_EQ(described.at("temperature"), 1.5);
  EXPECT_EQ(described.at("selected_on"), "validation");
  EXPECT_EQ(described.at("selected_epoch"), 3);
}

TEST_F(OnnxPredictorOf, WithoutSuchEntriesTheDefaultsHold) {
  const auto predictor = make();
  EXPECT_EQ(predictor->options().bootstrap_samples, EvaluateConfig().bootstrap_samples);
  EXPECT_EQ(predictor->seed(), 1);
  EXPECT_EQ(predictor->trained_on_all_folds(), "");
}

TEST_F(OnnxPredictorOf, ValuesOutsideTheConfigsRangesAreRefused) {
  for (const char* value :
       {R"({"bootstrap_samples": 1000000000000})", R"({"bootstrap_samples": -5})",
        R"({"bootstrap_samples": "many"})", R"({"calibration_bins": 1000000000})",
        R"({"calibration_bins": 0})", R"({"calibration_bins": 7.5})", R"({"parameters": -1})", "[]", "{"})
    EXPECT_NE(refusal("affekt.evaluation", value), "accepted") << value;
  for (const char* value :
       {R"({"seed": -1})", R"({"seed": 1e300})", R"({"seed": "x"})", "7", R"({"split": "elsewhere"})",
        R"({"split": 3})", R"({"split": "test", "epoch": -3})"})
    EXPECT_NE(refusal("affekt.selection", value), "accepted") << value;
  for (const char* value :
       {R"({"plan": "guess"})", R"({"plan": 5})", R"({"plan": "k_fold_by_group", "test_fold": "all"})",
        R"({"plan": "k_fold_by_group", "test_fold": 0})",
        R"({"plan": "k_fold_by_group", "test_fold": 0, "validation_fold": 1e9})"})
    EXPECT_NE(refusal("affekt.split", value), "accepted") << value;
  for (const char* value : {"0", "-1", "1e30", "\"warm\"", "nan"})
    EXPECT_NE(refusal("affekt.temperature", value), "accepted") << value;
  EXPECT_NE(refusal("affekt.metric", "[1]"), "accepted");
}

TEST_F(OnnxPredictorOf, AFileThatHasBeenReadIsNotReadAgain) {
  make();
  const SharedOnnxModel file = read_onnx_model(onnx_);
  test::write_bytes(onnx_, "something else by now");
  const auto predictor = make_predictor(onnx_, "opencv", file);
  EXPECT_NEAR(predictor->predict(one_image(), false).at(0), 0.8175745, 1e-6);
  EXPECT_EQ(predictor->describe().at("file_digest"), file->file_digest);
}

TEST_F(OnnxPredictorOf, MirroredImagesAreAveraged) {
  auto predictor = make();
  // The rows' sums stay as they are in the mirror.
  EXPECT_NEAR(predictor->predict(one_image(), true).at(0), predictor->predict(one_image(), false).at(0),
              1e-7);
}

TEST_F(OnnxPredictorOf, InARunDirectoryTheRunsConfigHolds) {
  const RunPaths run{folder_ / "run"};
  std::filesystem::create_directories(run.root);
  NetworkFileInfo info;
  info.config.name = "demo";
  info.config.data.path = "datasets/demo";
  info.config.model.channels = {4, 8};
  info.config.model.residual_blocks = {0, 0};
  info.config.train.seed = 17;
  info.config.evaluate.split = "validation";
  info.config.evaluate.pictures = false;
  info.config.evaluate.calibration_bins = 9;
  ClassifierInfo about;
  about.class_names = {"angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"};
  info.about = to_json(about);
  info.prepared_path = folder_ / "demo.h5";
  info.selection = {
      {"metric", "accuracy"}, {"value", 0.5}, {"epoch", 1}, {"split", "validation"}, {"seed", 17}};
  NetworkOptions options;
  options.model = info.config.model;
  write_network_file(run.weights(), info, named_tensors_of(*make_network(options, 3)));
  const auto write_onnx = [&](const std::string& weights_digest) {
    auto model = test::make_row_model();
    for (auto& entry : *model.mutable_metadata_props())
      if (entry.key() == "affekt.weights_digest") entry.set_value(weights_digest);
    test::write_bytes(run.onnx(), model.SerializeAsString());
  };
  write_onnx("of other weights");
  EXPECT_THROW(make_predictor(run.root, "opencv"), ArtifactError);
  write_onnx(sha256_of_file(run.weights()));
  for (const char* engine : {"libtorch", "opencv"}) {
    const auto predictor = make_predictor(run.root, engine);
    EXPECT_EQ(predictor->options().split, "validation") << engine;
    EXPECT_FALSE(predictor->options().pictures) << engine;
    EXPECT_EQ(predictor->options().calibration_bins, 9) << engine;
    EXPECT_EQ(predictor->seed(), 17) << engine;
    EXPECT_EQ(predictor->default_data(), info.prepared_path) << engine;
  }
}

}  // namespace
}  // namespace affekt
