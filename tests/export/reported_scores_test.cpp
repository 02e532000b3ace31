#include "export/reported_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/atomic_file.h"
#include "tests/export/demo_network.h"

namespace affekt {
namespace {

using nlohmann::json;

class KnownScoresOfARun : public testing::Test {
 protected:
  ReportedScores read(const json& report) {
    write_text_atomically(folder_ / "report.json", report.dump());
    ReportedScores scores;
    const json own = read_report_of(folder_.path(), "the-final-weights", "weights");
    if (!own.is_null()) add_reported_scores(own, "the-final-weights", scores);
    return scores;
  }

  test::TemporaryFolder folder_;
  json pooled_ = {
      {"headline", "uar"},
      {"data", {{"split", "test"}}},
      {"metrics", {{"accuracy", {{"value", 0.7}}}, {"uar", {{"value", 0.66}, {"ci95", {0.6, 0.72}}}}}},
      {"notes", {{{"level", "info"}, {"code", "cross_validation"}, {"text", "These estimate the recipe."}}}},
      {"cross_validation",
       {{"folds", {{{"fold", 1}}, {{"fold", 2}}, {{"fold", 3}}, {{"fold", 4}}}},
        {"final_model", {{"weights_digest", "the-final-weights"}}}}}};
};

TEST_F(KnownScoresOfARun, OfACrossValidationAreSaidToBeOfItsFoldModels) {
  const auto scores = read(pooled_);
  EXPECT_TRUE(scores.from_report);
  EXPECT_EQ(scores.num_fold_models, 4);
  EXPECT_EQ(headline_metric(scores), (json{{"name", "uar"},
                                           {"value", 0.66},
                                           {"split", "test"},
                                           {"ci95", {0.6, 0.72}},
                                           {"of_fold_models", 4}}));
  EXPECT_THAT(scores.notes, testing::ElementsAre("These estimate the recipe."));
}

TEST_F(KnownScoresOfARun, OfACrossValidationThatEndedInAnotherModelAreLeftAlone) {
  pooled_["cross_validation"]["final_model"]["weights_digest"] = "others";
  EXPECT_TRUE(read(pooled_).metrics.empty());
  pooled_["cross_validation"]["final_model"] = nullptr;
  EXPECT_TRUE(read(pooled_).metrics.empty());
}

TEST_F(KnownScoresOfARun, OfAnOrdinaryReportClaimNoFoldModels) {
  pooled_.erase("cross_validation");
  pooled_["model"] = {{"weights_digest", "the-final-weights"}};
  const auto scores = read(pooled_);
  EXPECT_EQ(scores.num_fold_models, 0);
  EXPECT_EQ(headline_metric(scores).count("of_fold_models"), 0u);
}

TEST_F(KnownScoresOfARun, WithoutAHeadlineAccuracyStandsFirst) {
  pooled_.erase("headline");
  EXPECT_EQ(headline_metric(read(pooled_)).at("name"), "accuracy");
}

}  // namespace
}  // namespace affekt
