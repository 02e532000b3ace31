#include "evaluation/classification/table_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/evaluation/classification/evaluation_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

/// Anna: a right, a taken for b, b right. Bert: b right, b right.
PredictionTable two_speakers() {
  return make_table({"a", "b"}, {{0, {0.75F, 0.25F}, false, "Anna"},
                                 {1, {0.25F, 0.75F}, false, "Bert"},
                                 {0, {0.25F, 0.75F}, false, "Anna"},
                                 {1, {0.25F, 0.75F}, false, "Anna"},
                                 {1, {0.0F, 1.0F}, false, "Bert"}});
}

TEST(ReportGroups, ScoresOfEachSpeakerMatchTheHandCalculation) {
  const json groups = score_groups(two_speakers());
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0]["group"], "Anna");
  EXPECT_EQ(groups[0]["num_samples"], 3);
  EXPECT_DOUBLE_EQ(groups[0]["accuracy"], 2.0 / 3);
  EXPECT_DOUBLE_EQ(groups[0]["uar"], (0.5 + 1) / 2);
  EXPECT_DOUBLE_EQ(groups[1]["uar"], 1);  // Bert has no sample of a
  const json spread = spread_of(groups, {"accuracy", "uar"});
  EXPECT_DOUBLE_EQ(spread["uar"]["mean"], 0.875);
  EXPECT_DOUBLE_EQ(spread["uar"]["min"], 0.75);
  EXPECT_DOUBLE_EQ(spread["uar"]["max"], 1);
  EXPECT_DOUBLE_EQ(spread["uar"]["deviation"], std::sqrt(2 * 0.125 * 0.125));
}

TEST(ReportGroups, EqualNamesGetEqualNumbersWhateverTheirOrder) {
  EXPECT_THAT(number_groups({"b", "a", "b", "c"}), ElementsAre(1, 0, 1, 2));
  EXPECT_THAT(number_groups({"c", "b", "b", "a"}), ElementsAre(2, 1, 1, 0));
  EXPECT_TRUE(number_groups({}).empty());
}

TEST(ReportGroups, ASingleSpeakerIsNotResampled) {
  EXPECT_EQ(resampling_of(spoken_by(make_random_table(30, 0.7, 1), 2), {500, 1}).num_resamples, 500);
  EXPECT_EQ(resampling_of(spoken_by(make_random_table(30, 0.7, 1), 1), {500, 1}).num_resamples, 0);
  EXPECT_EQ(resampling_of(make_random_table(30, 0.7, 1), {500, 1}).num_resamples, 500);
}

TEST(ReportGroups, RecallIntervalsAreNeverNarrowerThanWilsons) {
  // Eight speakers of ten recordings of one class, four always right and four never: over speakers 1/8 to
  // 7/8.
  std::vector<TableRow> rows;
  for (int i = 0; i < 80; ++i) {
    rows.push_back({0, i < 40 ? std::vector<float>{1, 0} : std::vector<float>{0, 1}, false,
                    "Actor_0" + std::to_string(i / 10 + 1)});
  }
  const PredictionTable table = make_table({"a", "b"}, rows);
  const auto intervals = recall_intervals(table, resampling_of(table, {20000, 1}));
  EXPECT_DOUBLE_EQ(intervals[0].low, 0.125);
  EXPECT_DOUBLE_EQ(intervals[0].high, 0.875);
  EXPECT_TRUE(std::isnan(intervals[1].low));  // no sample of b

  for (TableRow& row : rows) row.probabilities = {1, 0};  // all right: the bootstrap collapses to 1
  const PredictionTable perfect = make_table({"a", "b"}, rows);
  const auto of_perfect = recall_intervals(perfect, resampling_of(perfect, {200, 1}));
  EXPECT_DOUBLE_EQ(of_perfect[0].low, wilson_interval(80, 80).low);
}

}  // namespace
}  // namespace affekt
