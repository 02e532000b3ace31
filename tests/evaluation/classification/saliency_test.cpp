// evaluate.saliency: which samples are shown, and the whole way from a run directory to report.html.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/digest.h"
#include "evaluation/classification/evaluate_run.h"
#include "evaluation/classification/shown_samples.h"
#include "evaluation/report/render_report_html.h"
#include "models/model_table.h"
#include "runs/run_directory.h"
#include "runs/trained_model.h"
#include "runs/weights.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"
#include "tests/inference/tiny_model.h"
#include "tests/support/tiny_samples.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing::Not;
using Rows = std::vector<int64_t>;

TEST(SaliencyRows, HalfAreTheWorstMistakesAndHalfTheSurestRightAnswers) {
  const PredictionTable table = make_table({"a", "b"}, {{0, {0.6F, 0.4F}},    // right
                                                        {0, {0.1F, 0.9F}},    // wrong
                                                        {1, {0.3F, 0.7F}},    // right
                                                        {1, {0.8F, 0.2F}},    // wrong
                                                        {1, {0.3F, 0.7F}}});  // right, as sure as row 2
  EXPECT_EQ(choose_saliency_rows(table, 1), (Rows{1}));
  EXPECT_EQ(choose_saliency_rows(table, 2), (Rows{1, 2}));
  EXPECT_EQ(choose_saliency_rows(table, 3), (Rows{1, 3, 2}));
  EXPECT_EQ(choose_saliency_rows(table, 5), (Rows{1, 3, 2, 4, 0}));
  EXPECT_EQ(choose_saliency_rows(table, 50), (Rows{1, 3, 2, 4, 0})) << "no more than there are";
  const PredictionTable wrong = make_table({"a", "b"}, {{1, {0.6F, 0.4F}}, {1, {0.7F, 0.3F}}});
  EXPECT_EQ(choose_saliency_rows(wrong, 2), (Rows{1, 0})) << "more of the ones where the others are too few";
}

size_t count_of_images(const Report& report) {
  const std::string html = render_report_html(report);
  size_t count = 0;
  for (size_t at = html.find("<img "); at != std::string::npos; at = html.find("<img ", at + 1)) ++count;
  return count;
}

/// A run with an untrained network, its exported model (of other weights: nobody looks), and its data.
class EvaluateSaliency : public testing::Test {
 protected:
  Evaluation evaluate(int64_t saliency, const std::string& engine = "", bool pictures = true,
                      std::optional<int64_t> asked_for = {}) {
    std::filesystem::create_directories(run_.root);
    NetworkFileInfo info;
    info.config.name = "demo";
    info.config.data.path = "datasets/demo";
    info.config.model.channels = {4, 8};
    info.config.model.residual_blocks = {0, 0};
    info.config.evaluate.saliency = saliency;
    info.config.evaluate.num_worst_mistakes = 0;  // no other images
    info.config.evaluate.bootstrap_samples = 100;
    info.config.evaluate.pictures = pictures;
    ClassifierInfo about;
    about.class_names = {"up", "down"};
    about.input = image_input(1, 2, 2);
    info.about = to_json(about);
    info.selection = {{"policy", "last"}, {"epoch", 1}, {"split", "none"}, {"seed", 1}, {"finished", true}};
    NetworkOptions options;
    options.model = info.config.model;
    options.input = about.input;
    options.num_classes = 2;
    write_network_file(run_.weights(), info, named_tensors_of(*make_network(options, 3)));
    auto model = test::make_row_model();
    for (auto& entry : *model.mutable_metadata_props())
      if (entry.key() == "affekt.weights_digest") entry.set_value(sha256_of_file(run_.weights()));
    test::write_bytes(run_.onnx(), model.SerializeAsString());

    PreparedData data;
    data.info.dataset_name = "demo";
    data.info.class_names = about.class_names;
    ImageSamples images = testing_support::make_tiny_samples(9, 2, 2, Split::kTest, 1);
    images.groups.resize(9);
    data.samples = images;
    write_prepared(folder_ / "demo.h5", data);
    EvaluateRequest request;
    request.model = run_.root;
    request.data = folder_ / "demo.h5";
    request.engine = engine;
    request.saliency = asked_for;
    return evaluate_model(request);
  }

  test::TemporaryFolder folder_;
  const RunPaths run_{folder_ / "run"};
};

TEST_F(EvaluateSaliency, ARunShowsAsManySamplesAsAskedFor) {
  const Report report = evaluate(5).report;
  EXPECT_EQ(count_of_images(report), 5u);
  EXPECT_THAT(render_report_html(report), HasSubstr(">Where the network looked</h2>"));
  EXPECT_THAT(render_report_html(report), HasSubstr("cells only, stretched over it"));
  ASSERT_EQ(report.facts.at("saliency").at("samples").size(), 5u);
  EXPECT_EQ(report.facts["saliency"]["method"], "Grad-CAM");
  EXPECT_FALSE(has_note(report.facts, "no_saliency"));
}

TEST_F(EvaluateSaliency, NoneIsTheDefaultAndAReportWithoutImagesHasNone) {
  EXPECT_EQ(EvaluateConfig().saliency, 0);
  for (const Report& report : {evaluate(0).report, evaluate(5, "", /*pictures=*/false).report}) {
    EXPECT_EQ(count_of_images(report), 0u);
    EXPECT_FALSE(report.facts.contains("saliency"));
    EXPECT_FALSE(has_note(report.facts, "no_saliency"));
  }
}

TEST_F(EvaluateSaliency, ARequestIsStrongerThanTheConfig) {
  EXPECT_EQ(count_of_images(evaluate(0, "", /*pictures=*/false, 3).report), 3u);
  EXPECT_EQ(count_of_images(evaluate(5, "", /*pictures=*/true, 0).report), 0u);
}

TEST_F(EvaluateSaliency, AnOnnxFileWarnsThatItNeedsTheRunsWeights) {
  const Report report = evaluate(5, "opencv").report;
  EXPECT_EQ(count_of_images(report), 0u);
  EXPECT_FALSE(report.facts.contains("saliency"));
  EXPECT_TRUE(has_note(report.facts, "no_saliency"));
  EXPECT_THAT(render_report_html(report), HasSubstr("Grad-CAM needs the gradients of the run"));
  EXPECT_FALSE(has_note(evaluate(0, "opencv").report.facts, "no_saliency"));
}

}  // namespace
}  // namespace affekt
