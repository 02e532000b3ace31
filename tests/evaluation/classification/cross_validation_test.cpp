#include "evaluation/classification/cross_validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const std::vector<float> kSaysA = {0.75F, 0.25F}, kSaysB = {0.25F, 0.75F};

class CrossValidation : public ::testing::Test {
 protected:
  CrossValidation() {
    request_.config.data.split.plan = "k_fold_by_group";
    request_.config.evaluate.bootstrap_samples = 200;
    // Fold 1: a 2 of 2 right, b 0 of 1. Fold 3: a 0 of 2, b 3 of 3.
    add_fold(1, {{0, kSaysA, true, "Anna"}, {0, kSaysA, false, "Anna"}, {1, kSaysA, false, "Bert"}},
             {0, 1, 1});
    add_fold(3,
             {{0, kSaysB, false, "Carl"},
              {0, kSaysB, false, "Carl"},
              {1, kSaysB, false, "Dora"},
              {1, kSaysB, false, "Dora"},
              {1, kSaysB, false, "Dora"}},
             {0, 0, 1, 1, 0});
    request_.absent_folds = {2};
  }

  void add_fold(int64_t fold, const std::vector<TableRow>& rows, const std::vector<int32_t>& baseline) {
    ReportInput input = make_input(make_table({"a", "b"}, rows));
    const std::string number = std::to_string(fold);
    for (std::string& id : input.table.source_ids) id = "fold_" + number + "/" + id;
    input.table.split = "test";
    input.input_kind = "waveforms";
    input.train_class_counts = {10 * fold, 20};
    input.data.source_digest = "sources";
    input.data.content_digest = "data of fold " + number;
    input.model = {{"name", "speech_cnn"},
                   {"selected_on", "none"},
                   {"selected_epoch", 4},
                   {"weights_digest", "weights of fold " + number}};
    input.timing = {{"predict_seconds", 0.5}, {"audio_seconds", 10.0 * static_cast<double>(fold)}};
    input.baselines = {{"acoustic_svm", "C = " + number, baseline}};
    const auto directory = folder_.path() / ("fold_" + number);
    write_report(directory, input);
    write_text_atomically(directory / "metrics.csv",
                          "epoch,train_loss,seconds\n1,2.0," + number + "\n2,1.0,0.5\n");
    request_.folds.push_back({fold, directory});
  }

  json pool() { return write_evaluation(make_pooled_report(folder_.path() / "run", request_)).report.facts; }
  std::string refusal() {
    try {
      pool();
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "nothing was thrown";
  }

  TemporaryFolder folder_;
  PoolRequest request_;
};

TEST_F(CrossValidation, PooledScoresMatchTheHandCalculation) {
  const json report = pool();
  // Recall of a 2 / 4, of b 3 / 4. The mean of the folds' UARs, (1/2 + 1/2) / 2, is another number.
  EXPECT_DOUBLE_EQ(report["metrics"]["uar"]["value"], (0.5 + 0.75) / 2);
  EXPECT_DOUBLE_EQ(report["metrics"]["accuracy"]["value"], 5.0 / 8);
  // F1 of a: 2 * 2 / (4 + 3); of b: 2 * 3 / (4 + 5).
  EXPECT_DOUBLE_EQ(report["metrics"]["macro_f1"]["value"], (4.0 / 7 + 6.0 / 9) / 2);
  EXPECT_EQ(report["confusion"]["counts"], json({{2, 2}, {1, 3}}));
  EXPECT_EQ(report["bootstrap"]["unit"], "speaker");
  EXPECT_EQ(report["bootstrap"]["num_units"], 4);
  EXPECT_EQ(report["data"]["counts"], json({{"a", 4}, {"b", 4}}));
  EXPECT_EQ(report["data"]["train_counts"], json({{"a", 40}, {"b", 40}}));
  EXPECT_EQ(report["data"]["digest"], sha256_of("data of fold 1data of fold 3"));
}

TEST_F(CrossValidation, TheFoldsStandBesideWithTheirSpread) {
  const json crossed = pool()["cross_validation"];
  EXPECT_EQ(crossed["plan"], "k_fold_by_group");
  EXPECT_EQ(crossed["absent_folds"], json({2}));
  ASSERT_EQ(crossed["folds"].size(), 2U);
  const json& second = crossed["folds"][1];
  EXPECT_EQ(second["fold"], 3);
  EXPECT_EQ(second["groups"], json({"Carl", "Dora"}));
  EXPECT_DOUBLE_EQ(second["accuracy"], 3.0 / 5);
  EXPECT_EQ(second["baselines"]["acoustic_svm"]["chosen"], "C = 3");
  EXPECT_EQ(second["weights_digest"], "weights of fold 3");
  EXPECT_DOUBLE_EQ(second["train_seconds"], 3.5);  // 3 and 0.5 in metrics.csv
  EXPECT_DOUBLE_EQ(crossed["train_seconds"], 5.0);
  EXPECT_DOUBLE_EQ(crossed["spread"]["accuracy"]["mean"], (2.0 / 3 + 3.0 / 5) / 2);
  EXPECT_DOUBLE_EQ(crossed["spread"]["uar"]["deviation"], 0);
  EXPECT_TRUE(crossed["final_model"].is_null());
}

TEST_F(CrossValidation, TheBaselinesOfTheFoldsArePooledToo) {
  const json report = pool();
  // Right on 1 + 1 of fold 1, 2 + 2 of fold 3: recall of a 3/4, of b 3/4.
  EXPECT_DOUBLE_EQ(report["baselines"]["acoustic_svm"]["uar"], 0.75);
  EXPECT_DOUBLE_EQ(report["strongest_baseline"]["difference"]["uar"]["value"], 0.625 - 0.75);
  EXPECT_EQ(report["strongest_baseline"]["verdict"], "not beaten");
}

TEST_F(CrossValidation, WithoutABaselineInOneFoldThereIsNoneInAll) {
  const auto fold = request_.folds[0].directory;
  json report = json::parse(read_text_file(fold / "report.json"));
  report["digests"].erase("baseline_predictions.csv");
  write_text_atomically(fold / "report.json", report.dump());
  std::filesystem::remove(fold / "baseline_predictions.csv");
  EXPECT_FALSE(pool().contains("strongest_baseline"));
}

TEST_F(CrossValidation, AFileThatItsReportWasNotWrittenWithIsNotBelieved) {
  for (const char* name : {"baseline_predictions.csv", "predictions.csv"}) {
    const auto file = request_.folds[0].directory / name;
    const std::string before = read_text_file(file);
    write_text_atomically(file, before + "\n");
    try {
      pool();
      FAIL() << name << " was pooled";
    } catch (const ArtifactError& error) {
      EXPECT_THAT(error.what(), HasSubstr(file.string())) << name;
      EXPECT_THAT(error.what(), HasSubstr("not the file that the report beside it was written with"));
    }
    write_text_atomically(file, before);
  }
}

TEST_F(CrossValidation, LeaksAndTimesAreThoseOfTheFolds) {
  const json report = pool();
  EXPECT_EQ(report["leaks"]["num_with_train_duplicate"], 1);
  EXPECT_DOUBLE_EQ(report["leaks"]["without_train_duplicates"]["metrics"]["accuracy"]["value"], 4.0 / 7);
  EXPECT_DOUBLE_EQ(report["timing"]["predict_seconds"], 1);
  EXPECT_DOUBLE_EQ(report["timing"]["recordings_per_second"], 8);
  EXPECT_DOUBLE_EQ(report["timing"]["times_real_time"], 40);
  EXPECT_DOUBLE_EQ(report["timing"]["train_seconds"], 5);
}

TEST_F(CrossValidation, TheReportSaysThatItEstimatesTheRecipeAndNotTheExportedModel) {
  request_.final_model = {"digest of the final weights", 12.5};
  const json report = pool();
  EXPECT_FALSE(report["model"].contains("weights_digest"));
  EXPECT_EQ(report["cross_validation"]["final_model"]["weights_digest"], "digest of the final weights");
  for (const char* file : {"report.json", "report.md", "report.html"}) {
    const std::string text = read_text_file(folder_.path() / "run" / file);
    EXPECT_THAT(text, HasSubstr("estimate the recipe, by 2 models")) << file;
    EXPECT_THAT(text, HasSubstr("it is trained on all folds")) << file;
    EXPECT_THAT(text, HasSubstr("Fold 2 of the plan is not in this copy")) << file;
  }
  EXPECT_THAT(read_text_file(folder_.path() / "run/report.md"), HasSubstr("no samples: the last epoch's"));
  request_.config.data.split.validation_fold = 3;
  EXPECT_THAT(pool()["notes"].dump(), HasSubstr("all folds but fold 3, which validates"));
}

TEST_F(CrossValidation, PredictionsKeepGroupAndFold) {
  pool();
  const PredictionTable table = read_predictions_csv(folder_.path() / "run/predictions.csv");
  EXPECT_EQ(table.folds, (std::vector<int64_t>{1, 1, 1, 3, 3, 3, 3, 3}));
  EXPECT_EQ(table.groups[7], "Dora");
}

TEST_F(CrossValidation, FoldsThatDoNotBelongTogetherAreRefused) {
  const auto second = request_.folds[1].directory;
  std::filesystem::copy(
      request_.folds[0].directory, second,
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(refusal(), HasSubstr("was tested in another fold too"));
  write_text_atomically(second / "report.json", "{}");
  EXPECT_THAT(refusal(), HasSubstr("tested in another fold"));
  write_text_atomically(second / "report.json", "{");
  EXPECT_THAT(refusal(), HasSubstr("missing or damaged, a JSON object expected; --resume makes it anew"));
  write_text_atomically(second / "report.json", "{}");
  std::filesystem::remove(second / "predictions.csv");
  EXPECT_THAT(refusal(), HasSubstr("predictions.csv"));
}

TEST_F(CrossValidation, AReportWithoutItsMembersIsNamed) {
  write_text_atomically(request_.folds[1].directory / "report.json", "{\"model\": {}}");
  EXPECT_THAT(refusal(), HasSubstr("not one of affekt's"));
}

TEST(FinishedFold, NeedsTrainingReportConfigAndDataToBeTheSame) {
  const TemporaryFolder folder;
  ExperimentConfig config;
  config.name = "x";
  config.data.path = "somewhere";
  EXPECT_FALSE(is_fold_finished(folder.path() / "missing", config, "d1"));
  write_text_atomically(folder.path() / "best.safetensors", "weights");
  ReportInput input = make_input(make_random_table(30, 0.7, 1));
  input.table.split = "test";
  input.model["weights_digest"] = sha256_of("weights");
  input.model["selection"] = {{"finished", true}};
  write_report(folder.path(), input);
  EXPECT_FALSE(is_fold_finished(folder.path(), config, "d1"));  // no config
  write_text_atomically(folder.path() / "config.yaml", to_yaml(config));
  EXPECT_TRUE(is_fold_finished(folder.path(), config, "d1"));
  EXPECT_FALSE(is_fold_finished(folder.path(), config, "other data"));
  ExperimentConfig longer = config;
  longer.train.epochs += 1;
  EXPECT_FALSE(is_fold_finished(folder.path(), longer, "d1"));
  write_text_atomically(folder.path() / "best.safetensors", "better weights");
  EXPECT_FALSE(is_fold_finished(folder.path(), config, "d1"));
  write_text_atomically(folder.path() / "best.safetensors", "weights");
  const std::string predictions = read_text_file(folder.path() / "predictions.csv");
  write_text_atomically(folder.path() / "predictions.csv", predictions.substr(0, predictions.size() / 2));
  EXPECT_FALSE(is_fold_finished(folder.path(), config, "d1"));
  write_text_atomically(folder.path() / "predictions.csv", predictions);
  EXPECT_TRUE(is_fold_finished(folder.path(), config, "d1"));
  input.model["selection"]["finished"] = false;
  write_report(folder.path(), input);
  EXPECT_FALSE(is_fold_finished(folder.path(), config, "d1"));
}

}  // namespace
}  // namespace affekt
