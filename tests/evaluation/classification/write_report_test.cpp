#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codecs/image_codecs.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/classification/report.h"
#include "evaluation/figures/image_png.h"
#include "evaluation/report/render_report_console.h"
#include "evaluation/report/report_digest.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"
#include "tests/evaluation/report/markup_checks.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class WriteReport : public ::testing::Test {
 protected:
  std::string written(const std::string& file) { return read_text_file(folder_.path() / file); }

  ReportInput input_ = make_input(make_random_table(150, 0.7, 1));
  TemporaryFolder folder_;
};

ImageSamples make_images(int64_t num_samples, int64_t channels) {
  ImageSamples images;
  images.num_samples = num_samples;
  images.channels = channels;
  images.height = images.width = 4;
  images.pixels.assign(static_cast<size_t>(num_samples * channels * 16), 100);
  return images;
}

TEST_F(WriteReport, WritesEveryFileAndReportJsonIsWhatBuildReportMakes) {
  write_text_atomically(folder_.path() / "metrics.csv", "epoch,train_loss,val_loss\n1,2,2.1\n2,1,1.2\n");
  input_.metrics_csv = folder_.path() / "metrics.csv";
  const auto directory = folder_.path() / "deep" / "run";
  write_report(directory, input_);
  json expected = build_report(input_);
  for (const char* file :
       {"report.md", "report.html", "predictions.csv", "figures/confusion.svg", "figures/learning_curves.svg",
        "figures/reliability.svg", "figures/class_scores.svg"}) {
    ASSERT_TRUE(std::filesystem::exists(directory / file)) << file;
    expected["digests"][file] = sha256_of_file(directory / file);
  }
  expected["content_digest"] = digest_report(expected);
  EXPECT_EQ(json::parse(read_text_file(directory / "report.json")), expected);
  EXPECT_EQ(read_predictions_csv(directory / "predictions.csv").probabilities, input_.table.probabilities);
}

TEST_F(WriteReport, MarkupIsBalancedEvenWithNamesThatLookLikeMarkup) {
  input_.table.class_names = {"<b>", "a & \"b\"", "sad"};
  input_.model["name"] = "<script>alert(1)</script>";
  input_.table.source_ids[1] = "</td>.png";
  write_report(folder_.path(), input_);
  EXPECT_THAT(written("report.html"), Not(HasSubstr("<script")));
  expect_balanced_tags(written("report.html"), "report.html");
  for (const char* file : {"figures/confusion.svg", "figures/reliability.svg", "figures/class_scores.svg"}) {
    expect_balanced_tags(written(file), file);
  }
}

TEST_F(WriteReport, AllThreeFormsSayThatTheCheckpointWasChosenHere) {
  write_report(folder_.path(), input_);
  for (const char* file : {"report.json", "report.md", "report.html"}) {
    EXPECT_THAT(written(file), HasSubstr("chosen by its score on this very split")) << file;
  }
  input_.table.split = "test";
  write_report(folder_.path(), input_);
  for (const char* file : {"report.json", "report.md", "report.html"}) {
    EXPECT_THAT(written(file), Not(HasSubstr("this very split"))) << file;
  }
}

TEST_F(WriteReport, OnOtherDataThanTheTrainingsNoFormSpeaksOfLeakedSamples) {
  const auto speaks_of_leaks = HasSubstr("Without leaked samples");
  input_.model["trained_on"] = "d1";
  write_report(folder_.path(), input_);
  for (const char* file : {"report.md", "report.html"}) EXPECT_THAT(written(file), speaks_of_leaks) << file;
  input_.model["trained_on"] = "d2";
  write_report(folder_.path(), input_);
  for (const char* file : {"report.md", "report.html"}) {
    EXPECT_THAT(written(file), Not(speaks_of_leaks)) << file;
    EXPECT_THAT(written(file), HasSubstr("not the data that the model was trained on")) << file;
  }
  input_.augmented = input_.table;
  write_report(folder_.path(), input_);
  EXPECT_THAT(written("report.md"), HasSubstr("## With test-time augmentation\n"));
  EXPECT_THAT(written("report.html"), HasSubstr(">With test-time augmentation</h2>"));
  expect_balanced_tags(written("report.html"), "report.html");
}

TEST_F(WriteReport, ImagesAreThereOnlyWhenWanted) {
  const Samples images = make_images(150, 1);
  write_report(folder_.path(), input_);
  EXPECT_THAT(written("report.html"), Not(HasSubstr("<img")));
  input_.samples = &images;
  write_report(folder_.path(), input_);
  EXPECT_THAT(written("report.html"),
              HasSubstr("<img src=\"data:image/png;base64,iVBORw0KGgo"));  // PNG's signature
  input_.options.pictures = false;
  write_report(folder_.path(), input_);
  EXPECT_THAT(written("report.html"), Not(HasSubstr("<img")));
  EXPECT_THAT(written("report.html"), Not(HasSubstr("base64")));
}

WaveformSamples make_waveforms(int64_t num_samples) {
  WaveformSamples waveforms;
  waveforms.num_samples = num_samples;
  for (int64_t i = 0; i < num_samples; ++i) {
    for (int t = 0; t < 50; ++t) waveforms.waves.push_back(static_cast<int16_t>(t % 7 * 100));
    waveforms.offsets.push_back(static_cast<int64_t>(waveforms.waves.size()));
  }
  return waveforms;
}

TEST_F(WriteReport, WaveformsAreDrawnOnlyWhenWanted) {
  const Samples waveforms = make_waveforms(150);
  input_.input_kind = "waveforms";
  input_.samples = &waveforms;
  write_report(folder_.path(), input_);
  EXPECT_THAT(written("report.html"), HasSubstr("aria-label=\"Waveform"));
  const std::string worst = build_report(input_)["worst_mistakes"][0]["source_id"];
  EXPECT_THAT(written("report.html"), HasSubstr("<br>" + worst + "</figcaption>"));
  EXPECT_THAT(written("report.html"), HasSubstr("150 recordings"));
  EXPECT_THAT(written("report.html"), Not(HasSubstr("images")));
  expect_balanced_tags(written("report.html"), "report.html");
  input_.options.pictures = false;
  write_report(folder_.path(), input_);
  EXPECT_THAT(written("report.html"), Not(HasSubstr("aria-label=\"Waveform")));
  EXPECT_THAT(written("report.html"), HasSubstr("List of the 24 recordings"));
}

TEST_F(WriteReport, TheTerminalReadsTheScoreAndWhatWarns) {
  std::string text = render_report_console(make_classification_report(input_));
  EXPECT_THAT(text, ::testing::StartsWith("accuracy "));
  EXPECT_THAT(text, HasSubstr(") on 150 samples of the validation split\n"));
  EXPECT_THAT(text, HasSubstr("\nwarning: The checkpoint was chosen by its score on this very split"));
  input_.table = spoken_by(input_.table, 12);
  input_.input_kind = "waveforms";
  text = render_report_console(make_classification_report(input_));
  EXPECT_THAT(text, ::testing::StartsWith("UAR "));
  EXPECT_THAT(text, HasSubstr(" over 12 speakers) on 150 samples"));
}

TEST_F(WriteReport, SpeakersAndTheStrongestBaselineStandInAllForms) {
  input_.table = spoken_by(input_.table, 5);
  input_.table.groups[0] = "<Anna> & Co";
  input_.input_kind = "waveforms";
  input_.baselines = {{"acoustic_svm", "C = 2 & more", std::vector<int32_t>(150, 1)}};
  write_report(folder_.path(), input_);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "figures/group_scores.svg"));
  expect_balanced_tags(written("report.html"), "report.html");
  expect_balanced_tags(written("figures/group_scores.svg"), "group_scores.svg");
  for (const char* file : {"report.md", "report.html"}) {
    EXPECT_THAT(written(file), HasSubstr("bootstrap over 6 speakers")) << file;
    EXPECT_THAT(written(file), HasSubstr("The strongest baseline, SVM on acoustic features")) << file;
    EXPECT_THAT(written(file), HasSubstr("Actor")) << file;
    EXPECT_LT(written(file).find("UAR"), written(file).find("Accuracy")) << file;
  }
  EXPECT_EQ(read_predictions_csv(folder_.path() / "predictions.csv").groups, input_.table.groups);
  EXPECT_EQ(
      read_baseline_predictions(folder_.path() / "baseline_predictions.csv", input_.table)[0].predictions,
      input_.baselines[0].predictions);

  // What an earlier report had and this one hasn't is not left beside it.
  input_.baselines.clear();
  input_.table.groups.clear();
  write_report(folder_.path(), input_);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "figures/group_scores.svg"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "baseline_predictions.csv"));
}

TEST_F(WriteReport, TheSelectionIsToldInWords) {
  input_.model["selection"] = {{"policy", "best"},      {"metric", "uar"}, {"value", 0.61234}, {"epoch", 34},
                               {"split", "validation"}, {"seed", 7},       {"finished", true}};
  write_report(folder_.path(), input_);
  for (const char* file : {"report.md", "report.html"}) {
    EXPECT_THAT(written(file), HasSubstr("best uar (0.61234) on validation, epoch 34; seed 7")) << file;
    EXPECT_THAT(written(file), Not(HasSubstr("finished"))) << file;
  }
  input_.model["selection"] = {
      {"policy", "last"}, {"epoch", 60}, {"split", "none"}, {"seed", 7}, {"finished", false}};
  write_report(folder_.path(), input_);
  EXPECT_THAT(written("report.md"),
              HasSubstr("the last epoch (60), whatever its score; seed 7; training not finished"));
}

TEST_F(WriteReport, ACurveOfAnEarlierEvaluationIsNotLeftBeside) {
  write_text_atomically(folder_.path() / "metrics.csv", "epoch,train_loss,val_loss\n1,2,2.1\n2,1,1.2\n");
  input_.metrics_csv = folder_.path() / "metrics.csv";
  write_report(folder_.path(), input_);
  EXPECT_THAT(written("report.md"), HasSubstr("learning_curves.svg"));
  input_.metrics_csv.clear();
  write_report(folder_.path(), input_);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "figures" / "learning_curves.svg"));
  EXPECT_THAT(written("report.md"), Not(HasSubstr("learning_curves.svg")));
}

TEST_F(WriteReport, OneSampleAndOneClassMakeAWholeReport) {
  write_report(folder_.path(), make_input(make_table({"only"}, {{0, {1.0F}}})));
  expect_balanced_tags(written("report.html"), "report.html");
  for (const char* file : {"report.md", "report.html", "report.json", "figures/class_scores.svg"}) {
    EXPECT_THAT(written(file), Not(HasSubstr("nan"))) << file;
  }
}

TEST_F(WriteReport, NothingIsWrittenWhenTheProbabilitiesAreBroken) {
  input_.table.probabilities[4] = 2.0F;
  EXPECT_THROW(write_report(folder_.path() / "run", input_), ArtifactError);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "run"));
}

TEST(EncodePng, GreyAndColourImagesAreEncoded) {
  ImageSamples colour = make_images(2, 3);
  EXPECT_THAT(encode_png(colour, 1), ::testing::StartsWith("\x89PNG\r\n"));
  EXPECT_NE(encode_png(make_images(1, 1), 0), encode_png(colour, 0));
  EXPECT_THROW(encode_png(colour, 2), std::logic_error);
  const std::string before = encode_png(colour, 0);
  colour.pixels[0] = 255;  // red of the first pixel
  EXPECT_NE(encode_png(colour, 0), before);
}

TEST(EncodePng, HeatIsTransparentWhereItIsZeroAndColoursWhatItIsLaidOver) {
  const ImageSamples grey = make_images(1, 1);
  std::vector<float> heat(16, 0.0F);
  ImageView view = view_image(grey, 0);
  const auto colour_of = [&](int row, int column) {  // blue, green, red
    const std::string png = encode_png({view_image(grey, 0), view});
    const cv::Mat image = decode_image(std::vector<uint8_t>(png.begin(), png.end()), cv::IMREAD_COLOR);
    EXPECT_EQ(image.size(), cv::Size(8, 4));
    return image.at<cv::Vec3b>(row, column);
  };
  view.heat = heat.data();
  EXPECT_EQ(colour_of(0, 4), cv::Vec3b(100, 100, 100));
  heat[0] = 1;
  EXPECT_GT(colour_of(0, 4)[2], 2 * colour_of(0, 4)[0]) << "red";
  EXPECT_EQ(colour_of(0, 0), cv::Vec3b(100, 100, 100)) << "the image beside it stays as it is";
  EXPECT_EQ(colour_of(0, 5), cv::Vec3b(100, 100, 100));
}

}  // namespace
}  // namespace affekt
