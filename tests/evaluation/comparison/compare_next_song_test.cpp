#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "evaluation/comparison/compare.h"
#include "evaluation/report/write_report_files.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/comparison/comparison_refusal.h"
#include "tests/evaluation/next_song/next_song_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::refusal;

class CompareNextSongs : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const NextSongReportFacts& facts) {
    write_report_files(folder_ / name, make_next_song_report(facts));
    return folder_ / name;
  }
  TemporaryFolder folder_;
};

TEST_F(CompareNextSongs, GivesTheKnownDifferenceOverStreams) {
  // Of eight streams with ten plays each the second hits all of four and the first none: a resample's
  // difference is Binomial(8, 1/2) / 8, whose 2.5 % and 97.5 % quantiles are 1/8 and 7/8. Cold plays count in
  // neither.
  NextSongReportFacts first = one_play_a_stream(std::vector<double>(80, 50), std::vector<double>(80, 50));
  for (size_t i = 0; i < 80; ++i) first.plays[i].stream = static_cast<int32_t>(i / 10);
  for (size_t i = 0; i < 80; ++i) first.plays[i].play = static_cast<int64_t>(i);
  NextSongReportFacts second = first;
  for (size_t i = 0; i < 40; ++i) second.methods[0].ranks[i] = 1;
  for (NextSongReportFacts* each : {&first, &second}) {
    each->plays.push_back({0, 0, 90, 4, 90, false, false, false});
    for (RankedMethod& method : each->methods) method.ranks.push_back(1);
  }
  second.model["name"] = "other lstm";
  std::reverse(second.plays.begin(), second.plays.end());
  for (RankedMethod& method : second.methods) std::reverse(method.ranks.begin(), method.ranks.end());
  const json comparison = compare_reports(write("a", first), write("b", second), 20000, 1);
  EXPECT_EQ(comparison["kind"], "next_song");
  EXPECT_EQ(comparison["unit"], "stream");
  EXPECT_EQ(comparison["num_units"], 8);
  EXPECT_EQ(comparison["num_samples"], 80);
  EXPECT_EQ(comparison["num_left_out"], 1);
  for (const char* metric : {"hit_rate_at_1", "hit_rate_at_20", "mrr_at_20", "ndcg_at_20"}) {
    const json& score = comparison["metrics"][metric];
    EXPECT_DOUBLE_EQ(score["first"], 0) << metric;
    EXPECT_DOUBLE_EQ(score["second"], 0.5) << metric;
    EXPECT_DOUBLE_EQ(score["difference"], 0.5) << metric;
    EXPECT_DOUBLE_EQ(score["ci95"][0], 0.125) << metric;
    EXPECT_DOUBLE_EQ(score["ci95"][1], 0.875) << metric;
    EXPECT_EQ(score["excludes_zero"], true) << metric;
  }
  EXPECT_THAT(
      render_comparison(comparison),
      AllOf(
          HasSubstr("(other lstm)"),
          HasSubstr("80 samples, the same in both; intervals over 8 streams; 1 "
                    "play of songs new to the training left out"),
          HasSubstr("HR@20"), HasSubstr("+0.5000   +0.1250 .. +0.8750"),
          HasSubstr(
              "McNemar's exact test of hits among 20: only the first is right on 0 samples, only the second "
              "on 40"),
          HasSubstr("Warning: the intervals are drawn over only 8 streams")));
}

TEST_F(CompareNextSongs, SaysWhatDiffersWhenTheyAreNotOfTheSamePlays) {
  const auto first = write("first", five_plays());
  NextSongReportFacts other = five_plays();
  other.plays[1].target = 3;
  EXPECT_THAT(
      refusal(first, write("target", other)),
      AllOf(HasSubstr("not of the same samples"), HasSubstr("the song of 'WAAA, FM:2' is 'abba\tsos' in the"),
            HasSubstr("'queen\tshow, must go on' in the second")));
  other = five_plays();
  other.plays[4].play = 7;
  EXPECT_THAT(refusal(first, write("play", other)), HasSubstr("'WCCC:1' is only in the first"));
  other = five_plays();
  other.plays[3].is_warm = true;
  EXPECT_THAT(refusal(first, write("warm", other)),
              HasSubstr("the song of 'WBBB:5' stands in the training sequences of the second only"));
}

TEST_F(CompareNextSongs, RefusesPredictionsOfAnotherEvaluation) {
  const auto first = write("first", five_plays());
  NextSongReportFacts better = five_plays();
  better.methods[0].ranks = {1, 1, 1, 1, 1};
  const auto second = write("second", better);
  std::filesystem::copy_file(second / "predictions.csv", first / "predictions.csv",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(refusal(first, second), AllOf(HasSubstr("hit rate at 20 1.000000"), HasSubstr("0.750000"),
                                            HasSubstr("not of the same evaluation")));
}

TEST_F(CompareNextSongs, RefusesReportsWithoutAPlayOfATrainedSong) {
  NextSongReportFacts cold = five_plays();
  for (PredictedPlay& play : cold.plays) play.is_warm = false;
  EXPECT_THAT(refusal(write("a", cold), write("b", cold)),
              HasSubstr("no play is of a song that the training has heard, so there is no score to compare"));
}

}  // namespace
}  // namespace affekt
