#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/next_song/next_song_predictions.h"
#include "evaluation/report/render_report_console.h"
#include "evaluation/report/render_report_markdown.h"
#include "evaluation/report/write_report_files.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/next_song/next_song_fixtures.h"
#include "tests/evaluation/report/markup_checks.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string first_line_of(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

/// The baseline is better by HR@20 (2 hits of 4 against 1), the network by MRR@20.
NextSongReportFacts beaten_network() {
  return one_play_a_stream({1, 60, 70, 80}, {3, 4, 50, 60});
}

class NextSongReport : public ::testing::Test {
 protected:
  std::string written(const std::string& file) { return read_text_file(folder_ / file); }
  TemporaryFolder folder_;
};

TEST_F(NextSongReport, WritesEveryFileAndTheMarkupIsBalanced) {
  NextSongReportFacts input = five_plays();
  input.model["name"] = "<script>alert(1)</script>";
  input.stream_names[1] = "<b>W & \"B\"";
  input.about = {{"plays", {{"read", 79523}, {"left_out", {{"shorter_than_30_s", 1234}}}}},
                 {"rule", "<sessions> of 30"},
                 {"audit", {{"same_sequence_in_two_splits", 3}}}};
  input.methods[0].lists = ListScores{};
  input.methods[0].lists->coverage = 0.25;
  input.ensemble_weight = 0.3;
  input.emotion = {"lstm", {curve_of("history", {{0, 0.5, 1.2}, {1, 0.4, 0.6}})}};
  write_text_atomically(folder_ / "metrics.csv", "epoch,train_loss,val_hit_rate_at_20\n1,2,0.02\n2,1,0.03\n");
  input.metrics_csv = folder_ / "metrics.csv";
  write_report_files(folder_ / "out", make_next_song_report(input));
  for (const char* file :
       {"out/report.json", "out/report.md", "out/predictions.csv", "out/method_ranks.csv",
        "out/figures/methods.svg", "out/figures/emotion_trade.svg", "out/figures/learning_curves.svg"})
    EXPECT_TRUE(std::filesystem::exists(folder_ / file)) << file;
  const std::string page = written("out/report.html");
  expect_balanced_tags(page, "report.html");
  EXPECT_THAT(
      page, AllOf(Not(HasSubstr("<script")), HasSubstr("Scores beside the baselines"),
                  HasSubstr("Rendle et al., 2010"), HasSubstr("79,523"), HasSubstr("shorter than 30 s"),
                  HasSubstr("same sequence in two splits"), HasSubstr("Emotion in the choice"),
                  HasSubstr("No strength is chosen here"), HasSubstr("HR@20 and MRR@20 on validation"),
                  HasSubstr("with the weight 0.3, the baseline"), HasSubstr("Without sequences that stand")));
  EXPECT_THAT(written("out/report.md"), Not(HasSubstr("nan")));
  for (const char* figure : {"methods", "emotion_trade"})
    expect_balanced_tags(written("out/figures/" + std::string(figure) + ".svg"), figure);
}

TEST_F(NextSongReport, TheFirstLineNamesABaselineThatIsBetter) {
  const Report report = make_next_song_report(beaten_network());
  EXPECT_EQ(first_line_of(render_report_markdown(report)),
            "# radio\\_lstm on listening: a baseline is better (popularity: HR@20 0.5000 against 0.2500)");
  EXPECT_THAT(first_line_of(render_report_console(report)),
              StartsWith("A baseline is better than the network lstm (popularity: HR@20 0.5000 against "
                         "0.2500): HR@20 0.2500 "));
  ASSERT_FALSE(report.notes.empty());
  EXPECT_EQ(report.notes.front().code, "baseline_not_beaten");
  EXPECT_THAT(
      report.notes.front().text,
      AllOf(StartsWith("A simple method is better than the model: HR@20 0.2500 against 0.5000 (popularity), "
                       "difference −0.2500, 95 % interval"),
            Not(HasSubstr("MRR"))));
}

TEST_F(NextSongReport, TheFirstLineHasBothMetricsOfOneBaselineAndEachBaselineByName) {
  NextSongReportFacts input = beaten_network();
  input.methods[1].ranks = {1, 4, 50, 60};
  EXPECT_THAT(make_next_song_report(input).title,
              HasSubstr("(popularity: HR@20 0.5000 against 0.2500, MRR@20 0.3125 against 0.2500)"));
  input.methods[1].ranks = {10, 10, 10, 60};
  input.methods.push_back({"sequential_rules", MethodRole::kBaseline, "", "", "", {1, 2, 50, 50}, {}});
  EXPECT_THAT(
      make_next_song_report(input).title,
      HasSubstr("(popularity: HR@20 0.7500 against 0.2500; sequential rules: MRR@20 0.3750 against 0.2500)"));
}

TEST_F(NextSongReport, WhereTheModelIsBetterTheFirstLineSaysByHowMuchOfWhat) {
  const Report report = make_next_song_report(five_plays());
  EXPECT_EQ(report.title, "radio_lstm on listening");
  EXPECT_THAT(report.summary,
              AllOf(StartsWith("HR@20 of the network lstm 0.7500 (95 % interval "),
                    HasSubstr(" over 3 streams), MRR@20 0.3375, on 4 plays "
                              "of 3 streams of the test split"),
                    HasSubstr("strongest baselines popularity HR@20 0.5000, Markov chain MRR@20 0.3000")));
  EXPECT_THAT(
      render_report_console(report),
      AllOf(
          HasSubstr("warning: The intervals are drawn over only 3 streams"),
          HasSubstr("warning: 1 of the 5 plays (20.0\u00a0%) is of songs that no training sequence holds")));
}

TEST_F(NextSongReport, ABaselineThatIsDeployedIsCalledOne) {
  NextSongReportFacts input = beaten_network();
  input.reported = 1;
  input.why_reported = "It has the highest HR@20 on validation.";
  const Report report = make_next_song_report(input);
  EXPECT_THAT(report.title,
              HasSubstr(": a baseline is deployed (popularity HR@20 0.5000, MRR@20 0.1458; network lstm "
                        "HR@20 0.2500, MRR@20 0.2500)"));
  EXPECT_THAT(report.summary, StartsWith("A baseline is deployed, popularity: HR@20 0.5000"));
  EXPECT_EQ(report.notes.front().code, "baseline_deployed");
  EXPECT_THAT(report.notes.front().text, HasSubstr("It has the highest HR@20 on validation."));
  EXPECT_DOUBLE_EQ(report.facts["metrics"]["hit_rate_at_20"]["value"], 0.5);
  EXPECT_EQ(report.facts["reported"]["role"], "baseline");
}

TEST_F(NextSongReport, AMethodThatNoFileCanHoldIsNotDeployedAndTheReportSaysHowMuchThatCosts) {
  NextSongReportFacts input = beaten_network();
  input.reported = 1;
  input.methods.push_back({"context_tree", MethodRole::kBaseline, "Context tree", "", "", {1, 2, 3, 60}, {}});
  input.why_reported = "Of the 9 methods that a file can hold it has the highest MRR@20.";
  input.choice_plays = "those validation plays that no training stream has";
  input.best_without_graph = BestWithoutGraph{"context_tree", 0.5, 0.25};
  const Report report = make_next_song_report(input);
  EXPECT_EQ(report.facts["reported"]["name"], "popularity");
  EXPECT_THAT(report.summary,
              AllOf(StartsWith("A baseline is deployed, popularity: HR@20 0.5000"),
                    HasSubstr("; Context tree did better on validation, but can't be exported")));
  // 3 hits of 4 against 2; (1 + 1/2 + 1/3) / 4 against (1/3 + 1/4) / 4
  const json& best = report.facts["best_without_graph"];
  EXPECT_DOUBLE_EQ(best["difference"]["hit_rate_at_20"]["value"], 0.25);
  EXPECT_NEAR(best["difference"]["mrr_at_20"]["value"], (1.5 + 1.0 / 3) / 4 - (1.0 / 3 + 0.25) / 4, 1e-12);
  EXPECT_TRUE(best["difference"]["mrr_at_20"]["ci95"].is_array());
  const auto note = std::find_if(report.notes.begin(), report.notes.end(),
                                 [](const Note& each) { return each.code == "best_without_graph"; });
  ASSERT_NE(note, report.notes.end());
  EXPECT_THAT(
      note->text,
      AllOf(
          StartsWith("Context tree did better on those validation plays that no training stream has (MRR@20 "
                     "0.5000 against 0.2500), but it has no ONNX graph: no file can hold it, so the baseline "
                     "popularity is reported and deployed. On the plays of this report: HR@20 0.7500 against "
                     "0.5000 (popularity), difference +0.2500, 95 % interval "),
          HasSubstr("; MRR@20 0.4583 against 0.1458 (popularity), difference +0.3125")));
}

TEST_F(NextSongReport, OnTheValidationSplitItSaysOnWhichPlaysTheChoiceWasMade) {
  NextSongReportFacts input = beaten_network();
  input.choice_plays = "those validation plays that no training stream has";
  EXPECT_THAT(make_next_song_report(input).summary, Not(HasSubstr("the choice was made")));
  input.split = "validation";
  EXPECT_THAT(make_next_song_report(input).summary,
              HasSubstr("; the choice was made on those validation plays that no training stream has"));
}

TEST_F(NextSongReport, AnEqualScoreIsNotABetterOne) {
  NextSongReportFacts input = one_play_a_stream({1, 60, 4}, {2, 3, 60});  // HR@20 2/3 each
  const Report report = make_next_song_report(input);
  EXPECT_EQ(report.title, "radio_lstm on listening");
  ASSERT_EQ(report.notes[0].code, "baseline_equal");
  EXPECT_THAT(report.notes[0].text,
              AllOf(StartsWith("A simple method is as good as the model: HR@20 0.6667 against 0.6667 "
                               "(popularity), difference 0.0000"),
                    Not(HasSubstr("better"))));
}

TEST_F(NextSongReport, ACatalogueThatAListHoldsIsWarnedOf) {
  NextSongReportFacts input = five_plays();
  const auto warns = [&] {
    const Report report = make_next_song_report(input);
    return std::any_of(report.notes.begin(), report.notes.end(),
                       [](const Note& note) { return note.is_warning && note.code == "small_catalogue"; });
  };
  input.num_ranked_songs = 20;
  EXPECT_TRUE(warns());
  input.num_ranked_songs = 21;
  EXPECT_FALSE(warns());
}

TEST_F(NextSongReport, OfColdSongsItSaysWhoFindsThem) {
  NextSongReportFacts input = five_plays();
  input.methods[1].ranks[3] = 7;
  const Report report = make_next_song_report(input);
  const auto note = std::find_if(report.notes.begin(), report.notes.end(),
                                 [](const Note& each) { return each.code == "cold_plays"; });
  ASSERT_NE(note, report.notes.end());
  EXPECT_THAT(note->text, HasSubstr("On them HR@20 of the network lstm is 1.0000, of the best simple method "
                                    "there (popularity 1.0000); on all plays it is 0.8000."));
}

TEST_F(NextSongReport, WithoutABaselineItSaysThatTheScoresAreHeldAgainstNothing) {
  NextSongReportFacts input = five_plays();
  input.methods.resize(1);
  const Report report = make_next_song_report(input);
  EXPECT_EQ(report.notes.front().code, "no_baseline");
  EXPECT_THAT(report.summary, HasSubstr("no baseline beside it"));
  EXPECT_THAT(render_report_markdown(report), HasSubstr("| lstm (reported) |"));
}

TEST_F(NextSongReport, OfColdSongsOnlyThereIsStillAReport) {
  NextSongReportFacts input = five_plays();
  for (PredictedPlay& play : input.plays) play.is_warm = false;
  const Report report = make_next_song_report(input);
  EXPECT_EQ(report.title, "radio_lstm on listening: no score");
  write_report_files(folder_ / "out", report);
  EXPECT_THAT(written("out/report.html"),
              AllOf(Not(HasSubstr(">nan")), HasSubstr("None of the 5 plays is of a song that a training")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/figures/methods.svg"));
}

TEST_F(NextSongReport, NoPointOfTheEmotionTradeStandsOut) {
  NextSongReportFacts input = five_plays();
  const TradeOffCurve curve = curve_of("history", {{0, 0.5, 1.2}, {0.5, 0.45, 0.9}, {1, 0.4, 0.6}});
  input.emotion = {"lstm", {curve, curve}};
  write_report_files(folder_ / "out", make_next_song_report(input));
  const std::string figure = written("out/figures/emotion_trade.svg");
  size_t num_marks = 0;
  for (size_t at = figure.find("<circle"); at != std::string::npos; at = figure.find("<circle", at + 1)) {
    EXPECT_THAT(figure.substr(at, figure.find('>', at) - at), HasSubstr("r=\"4.5\" class=\"s1\""));
    ++num_marks;
  }
  EXPECT_EQ(num_marks, 6U);  // two panels
  // One point is no trade, and nothing is drawn of it.
  input.emotion.curves.resize(1);
  input.emotion.curves[0].points.resize(1);
  write_report_files(folder_ / "out", make_next_song_report(input));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/figures/emotion_trade.svg"));
}

TEST_F(NextSongReport, PredictionsAreReadBackAsTheyWere) {
  write_report_files(folder_ / "out", make_next_song_report(five_plays()));
  const NextSongPredictions read = read_next_song_predictions_csv(folder_ / "out/predictions.csv");
  EXPECT_THAT(read.source_ids, ElementsAre("WAAA, FM:1", "WAAA, FM:2", "WBBB:4", "WBBB:5", "WCCC:1"));
  EXPECT_THAT(read.streams, ElementsAre("WAAA, FM", "WAAA, FM", "WBBB", "WBBB", "WCCC"));
  EXPECT_EQ(read.targets[2], "kiss\t\"detroit\", rock city");
  EXPECT_THAT(read.is_warm, ElementsAre(1, 1, 1, 0, 1));
  EXPECT_THAT(read.ranks, ElementsAre(1, 4, 21, 2, 10));
  EXPECT_THAT(written("out/predictions.csv"),
              AllOf(StartsWith("source_id,stream,sequence,target,is_warm,rank,top_1,top_2\n\"WAAA, FM:1\","),
                    HasSubstr("\nWBBB:5,WBBB,20,new\tsong,0,2,\"queen\tshow, must go on\",\n")));
  EXPECT_THAT(written("out/method_ranks.csv"), AllOf(StartsWith("source_id,is_warm,lstm,popularity,markov\n"),
                                                     HasSubstr("\nWCCC:1,1,10,20.5,inf\n")));
}

TEST_F(NextSongReport, DamagedPredictionsAreRefusedWithTheirLine) {
  const auto refusal = [&](const std::string& text) -> std::string {
    write_text_atomically(folder_ / "predictions.csv", text);
    try {
      read_next_song_predictions_csv(folder_ / "predictions.csv");
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "nothing was thrown";
  };
  const std::string head = "source_id,stream,sequence,target,is_warm,rank,top_1\n";
  EXPECT_THAT(refusal("source_id,label\n"),
              HasSubstr("expected source_id,stream,sequence,target,is_warm,rank,top_1"));
  EXPECT_THAT(refusal(head + "a:1,a,7,x,1,0.5,y\n"),
              AllOf(HasSubstr("predictions.csv:2"), HasSubstr("rank is '0.5'")));
  EXPECT_THAT(refusal(head + "a:1,a,7,x,1,nan,y\n"), HasSubstr("expected a rank from 1 on, or inf"));
  EXPECT_THAT(refusal(head + "a:1,a,7,x,yes,1,y\n"), HasSubstr("is_warm is 'yes', expected 0 or 1"));
  EXPECT_THAT(refusal(head + "a:1,a,7,x,1,one,y\n"), HasSubstr("expected a number"));
}

}  // namespace
}  // namespace affekt
