#include "evaluation/over_time/emotion_over_time_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/over_time/emotion_over_time_figure.h"
#include "evaluation/report/csv.h"
#include "evaluation/report/render_report_html.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/over_time/emotion_over_time_fixtures.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

OverTimeReportInput make_input(const LongRecording& recording, const OverTimeOptions& options) {
  LoudnessPredictor predictor;
  OverTimeReportInput input;
  input.result = compute_emotion_over_time(predictor, recording, options);
  input.recording_name = recording.name;
  input.recording = {{"digest", "abc"}};
  input.model = predictor.describe();
  input.trained_on_name = predictor.dataset_name();
  return input;
}

/// 2 s calm (0.675), 1 s silent, 2 s angry (0.75); windows of 1 s without overlap.
OverTimeReportInput make_small_input() {
  return make_input(make_recording({{2, 0.25F}, {1, 0}, {2, 0.75F}}), {1, 1, 35});
}

std::string csv_of(const OverTimeReportInput& input) {
  return make_over_time_report(input).tables.at(0).content;
}

/// A result with one window a second whose classes take turns.
EmotionOverTime make_result(const std::vector<std::string>& class_names, size_t num_windows) {
  EmotionOverTime result;
  result.class_names = class_names;
  result.duration_s = static_cast<double>(num_windows);
  for (size_t i = 0; i < num_windows; ++i) {
    WindowEmotion window;
    window.start_s = window.from_s = static_cast<double>(i);
    window.end_s = window.to_s = static_cast<double>(i + 1);
    window.center_s = static_cast<double>(i) + 0.5;
    window.prediction = static_cast<int32_t>(i % class_names.size());
    window.probabilities.assign(class_names.size(), 0);
    window.probabilities[i % class_names.size()] = 1;
    result.windows.push_back(window);
    result.segments.push_back({window.from_s, window.to_s, window.prediction, 1, 1});
  }
  for (size_t k = 0; k < class_names.size(); ++k)
    result.classes.push_back({1, 1 / result.duration_s, 1 / static_cast<double>(k + 1)});
  result.envelope = {0.5F, 0.25F};
  return result;
}

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// The y of all points of the first polygon of a class.
std::vector<double> polygon_heights(const std::string& svg, const std::string& css_class) {
  const size_t begin = svg.find("points=\"", svg.find("<polygon class=\"" + css_class + "\"")) + 8;
  std::istringstream points(svg.substr(begin, svg.find('"', begin) - begin));
  std::vector<double> heights;
  double x = 0, y = 0;
  for (char comma = 0; points >> x >> comma >> y;) heights.push_back(y);
  return heights;
}

TEST(FormatClock, CountsMinutesAndHoursAndRoundsUpwardsAcrossThem) {
  EXPECT_EQ(format_clock(0), "0:00.0");
  EXPECT_EQ(format_clock(67.25), "1:07.3");
  EXPECT_EQ(format_clock(59.96), "1:00.0");
  EXPECT_EQ(format_clock(3723.4), "1:02:03.4");
  EXPECT_EQ(format_whole_clock(59.6), "1:00");
  EXPECT_EQ(format_whole_clock(7200), "2:00:00");
}

TEST(OverTimeText, ListsSegmentsAndSumsUpTheClasses) {
  const std::string text = render_over_time_text(make_small_input());
  EXPECT_EQ(
      text.substr(0, text.find("The model learnt")),
      "talk.wav: 0:05.0, 5 windows of 1 s every 1 s\n"
      "\n"
      "0:00.0-0:02.0  calm    0.68  ##############......\n"
      "0:02.0-0:03.0  silent\n"
      "0:03.0-0:05.0  angry   0.75  ###############.....\n"
      "\n"
      "class    time  mean prob\n"
      "calm     40 %       0.45  ########............\n"  // (0.675 + 0.225) / 2
      "angry    40 %       0.50  ########............\n"  // (0.25 + 0.75) / 2
      "sad       0 %       0.05  ....................\n"
      "silent   20 %          -  ####................\n"
      "\n"
      "A window is silent at or below -37 dB of full scale, 35 dB below the loudest one (--silence-db); "
      "the model is not asked there. Only a pause as long as a window (1 s) can be silent: in a shorter one "
      "stands the answer to the speech beside it.\n");
  EXPECT_THAT(text, HasSubstr("not validated"));
}

TEST(OverTimeText, OfSpeechThroughoutItStillSaysWhatAPauseIs) {
  const std::string text = render_over_time_text(make_input(make_recording({{4, 0.5F}}), {2, 1, 35}));
  EXPECT_THAT(text, HasSubstr("Only a pause as long as a window (2 s) can be silent"));
}

TEST(OverTimeReports, OfSilenceThroughoutNoProbabilityIsInvented) {
  const OverTimeReportInput input = make_input(make_recording({{4, 0}}), {1, 1, 35});
  const Report report = make_over_time_report(input);
  EXPECT_THAT(report.summary, HasSubstr("calm      0 %          -  ...................."));
  for (const auto& each : report.facts["classes"]) EXPECT_TRUE(each["mean_probability"].is_null()) << each;
  const std::string html = render_report_html(report);
  EXPECT_THAT(html, HasSubstr("no window is loud enough"));
  EXPECT_THAT(html, HasSubstr("<td>0:00.0</td><td>–</td>"));
}

TEST(OverTimeText, CountsTheSegmentsThatItDoesNotList) {
  OverTimeReportInput input;
  input.result = make_result({"a", "b"}, 10);
  const std::string text = render_over_time_text(input, 4);
  EXPECT_THAT(text, HasSubstr("0:03.0-0:04.0"));
  EXPECT_THAT(text, Not(HasSubstr("0:04.0-0:05.0")));
  EXPECT_THAT(text, HasSubstr("... and 6 segments more"));
}

TEST(OverTimeText, OneWindowIsNamedAsSuch) {
  EXPECT_THAT(render_over_time_text(make_input(make_recording({{0.42, 0.5F}}), {})),
              HasSubstr("talk.wav: 0:00.4, one window of 0.42 s\n"));
}

TEST(OverTimeCsv, HasOneLineAWindowAndEmptyCellsForSilence) {
  EXPECT_EQ(csv_of(make_small_input()),
            "start_s,end_s,center_s,level_db,silent,prediction,p_calm,p_angry,p_sad\n"
            "0.0000,1.0000,0.5000,-12.04,0,calm,0.675000,0.250000,0.075000\n"
            "1.0000,2.0000,1.5000,-12.04,0,calm,0.675000,0.250000,0.075000\n"
            "2.0000,3.0000,2.5000,-80.00,1,,,,\n"
            "3.0000,4.0000,3.5000,-2.50,0,angry,0.225000,0.750000,0.025000\n"
            "4.0000,5.0000,4.5000,-2.50,0,angry,0.225000,0.750000,0.025000\n");
}

TEST(OverTimeCsv, ClassNamesWithCommasAreReadBackAsTheyWere) {
  OverTimeReportInput input;
  input.result = make_result({"sad, tired", "a \"b\""}, 2);
  const auto records = parse_csv(csv_of(input), "x.csv");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].fields[6], "p_sad, tired");
  EXPECT_EQ(records[1].fields[5], "sad, tired");
  EXPECT_EQ(records[2].fields[5], "a \"b\"");
}

TEST(OverTimeJson, HoldsWindowsSegmentsAndShares) {
  const auto built = make_over_time_report(make_small_input()).facts;
  EXPECT_EQ(built["class_names"], nlohmann::json({"calm", "angry", "sad"}));
  EXPECT_EQ(built["recording"]["digest"], "abc");
  EXPECT_EQ(built["options"]["hop_s"], 1.0);
  ASSERT_EQ(built["windows"].size(), 5U);
  EXPECT_EQ(built["windows"][3]["prediction"], "angry");
  EXPECT_EQ(built["windows"][3]["probabilities"], nlohmann::json({0.225, 0.75, 0.025}));
  EXPECT_EQ(built["windows"][2]["silent"], true);
  EXPECT_TRUE(built["windows"][2]["prediction"].is_null());
  EXPECT_TRUE(built["windows"][2]["probabilities"].is_null());
  ASSERT_EQ(built["segments"].size(), 3U);
  EXPECT_TRUE(built["segments"][1]["prediction"].is_null());
  EXPECT_EQ(built["segments"][2]["start_s"], 3.0);
  EXPECT_EQ(built["classes"][1]["share"], 0.4);
  EXPECT_EQ(built["silent_share"], 0.2);
  EXPECT_THAT(built["validity"].get<std::string>(), HasSubstr("RAVDESS"));
}

TEST(OverTimeFigure, DrawsEveryClassInAColourOfItsOwn) {
  const std::string svg = draw_emotion_over_time(make_small_input().result, "t").standalone_svg();
  for (const char* name : {">calm<", ">angry<", ">sad<", ">silent<"}) EXPECT_THAT(svg, HasSubstr(name));
  // Two stretches around the silence, each with one area a class; calm, angry and sad have fixed colours.
  for (const char* colour : {"s1", "s2", "s6"})
    EXPECT_EQ(count(svg, std::string("<polygon class=\"") + colour + "\""), 2U) << colour;
  EXPECT_THAT(svg, HasSubstr("<title>0:02.0 – 0:03.0: silent</title>"));
  EXPECT_THAT(svg,
              HasSubstr("<title>0:03.0 – 0:04.0: angry 75\u00a0%, calm 22\u00a0%, sad 3\u00a0%</title>"));
}

TEST(OverTimeFigure, SilenceThroughoutIsDrawnWithoutAreas) {
  const auto input = make_input(make_recording({{4, 0}}), {1, 1, 35});
  const std::string svg = draw_emotion_over_time(input.result, "t").standalone_svg();
  EXPECT_EQ(count(svg, "<polygon class=\"s"), 0U);
  EXPECT_EQ(count(svg, "nan"), 0U);
}

TEST(OverTimeFigure, AreasStandOnEachOtherUpToTheTop) {
  // One window: the plot is 260 high. Calm 0.45, angry 0.5, sad 0.05 of the way, from the bottom.
  const auto input = make_input(make_recording({{1, 0.5F}}), {1, 1, 35});
  const std::string svg = draw_emotion_over_time(input.result, "t").standalone_svg();
  const auto heights = [&](const std::string& colour) {
    const auto y = polygon_heights(svg, colour);
    return std::pair(*std::min_element(y.begin(), y.end()), *std::max_element(y.begin(), y.end()));
  };
  const auto calm = heights("s6"), angry = heights("s2"), sad = heights("s1");
  EXPECT_NEAR(calm.second - calm.first, 0.45 * 260, 0.11);
  EXPECT_NEAR(angry.second - angry.first, 0.5 * 260, 0.11);
  EXPECT_NEAR(angry.second, calm.first, 0.11);
  EXPECT_NEAR(sad.second, angry.first, 0.11);
  EXPECT_NEAR(calm.second - sad.first, 260, 0.11);
}

TEST(OverTimeFigure, TheLevelIsDrawnInDecibels) {
  auto result = make_result({"a", "b"}, 4);
  result.envelope = {0.5F, 0.05F, 0.0005F, 0};  // 0, -20, -60 dB and nothing
  const auto y = polygon_heights(draw_emotion_over_time(result, "t").standalone_svg(), "level");
  ASSERT_EQ(y.size(), 8U);  // upper edge from left to right, lower edge back; 48 high, 0.6 at least
  EXPECT_NEAR(y[7] - y[0], 48 + 0.6, 0.11);
  EXPECT_NEAR(y[6] - y[1], 48 * 2.0 / 3 + 0.6, 0.11);
  EXPECT_NEAR(y[5] - y[2], 0.6, 0.11);
  EXPECT_NEAR(y[4] - y[3], 0.6, 0.11);
}

TEST(OverTimeFigure, LongRecordingsAreDrawnWithAtMost500Points) {
  const std::string svg = draw_emotion_over_time(make_result({"a", "b"}, 14400), "t").standalone_svg();
  EXPECT_EQ(count(svg, "class=\"hover\""), 500U);
  EXPECT_LT(svg.size(), 300'000U);
  EXPECT_THAT(svg, HasSubstr(">4:00:00<"));
}

TEST(OverTimeFigure, LongRecordingsAreAlsoDrawnInPartsOfFiveMinutes) {
  EXPECT_TRUE(draw_emotion_in_parts(make_result({"a", "b"}, 600)).empty());
  const auto parts = draw_emotion_in_parts(make_result({"a", "b"}, 700));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[1].title, "5:00 – 10:00");
  EXPECT_EQ(parts[2].title, "10:00 – 11:40");
  EXPECT_EQ(count(parts[1].inline_svg(), "class=\"hover\""), 300U);
  EXPECT_EQ(count(parts[2].inline_svg(), "class=\"hover\""), 100U);
  EXPECT_THAT(parts[2].inline_svg(), HasSubstr(">10:00<"));
  EXPECT_THAT(parts[2].inline_svg(), Not(HasSubstr(">9:50<")));
}

TEST(ChoosePoints, CoverTheSpanWithoutGap) {
  const auto result = make_result({"a", "b"}, 14);
  const auto points = choose_points(result, choose_series(result), {2.25, 9.75}, 3);
  // The windows 2 to 9 as groups of 2, 3 and 3; the first and the last are cut.
  ASSERT_EQ(points.size(), 3U);
  EXPECT_EQ(points[0].from_s, 2.25);
  EXPECT_EQ(points[0].to_s, 4);
  EXPECT_EQ(points[1].from_s, 4);
  EXPECT_EQ(points[1].to_s, 7);
  EXPECT_EQ(points[1].center_s, 5.5);
  EXPECT_EQ(points[2].to_s, 9.75);
  EXPECT_THAT(points[0].probabilities, ElementsAre(0.5, 0.5));
  EXPECT_THAT(points[1].probabilities, ElementsAre(2.0 / 3, 1.0 / 3));  // a, b, a
}

TEST(ChoosePoints, AreSilentWhereMostOfTheirWindowsAre) {
  auto result = make_result({"a", "b"}, 6);
  for (const size_t i : {0, 1, 3}) {
    result.windows[i].prediction = kSilentPrediction;
    result.windows[i].probabilities.clear();
  }
  const auto points = choose_points(result, choose_series(result), {0, 6}, 2);
  EXPECT_TRUE(points[0].silent);
  EXPECT_FALSE(points[1].silent);
  EXPECT_THAT(points[1].probabilities, ElementsAre(0.5, 0.5));  // of windows 4 and 5 only
}

TEST(OverTimeFigure, MoreThanEightClassesLeaveTheRarestAsOther) {
  const auto result = make_result({"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}, 20);
  const std::string svg = draw_emotion_over_time(result, "t").standalone_svg();
  EXPECT_THAT(svg, HasSubstr(">other<"));
  EXPECT_THAT(svg, HasSubstr(">h</text>"));
  EXPECT_THAT(svg, Not(HasSubstr(">i</text>")));
}

TEST(OverTimePage, StandsAloneAndSaysWhatItIsWorth) {
  OverTimeReportInput input = make_small_input();
  input.recording_name = "<b>.wav";
  const std::string html = render_report_html(make_over_time_report(input));
  for (const char* name : {"calm", "angry", "sad", "silent"}) EXPECT_THAT(html, HasSubstr(name));
  EXPECT_EQ(count(html, "<polygon class=\"s"), 6U);
  EXPECT_THAT(html, HasSubstr("RAVDESS: actors who speak"));
  EXPECT_THAT(html, HasSubstr("not validated"));
  EXPECT_THAT(html, HasSubstr("35 dB below the loudest one"));
  EXPECT_THAT(html, HasSubstr("Only a pause as long as a window (1 s) can be silent"));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme:dark"));
  EXPECT_THAT(html, Not(HasSubstr("<b>.wav")));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("src=\"http")));
  EXPECT_FALSE(std::regex_search(html, std::regex("href=\"(?!#)")));
}

TEST(OverTimeText, AModelOfUnknownOriginIsSaidToBeSo) {
  EXPECT_THAT(describe_validity(""), HasSubstr("not known"));
  EXPECT_THAT(describe_validity("my_calls"), HasSubstr("'my_calls'"));
}

TEST(OverTimeFiles, MakeTheFolderAndFourFiles) {
  const TemporaryFolder folder;
  const auto directory = folder / "a" / "talk_emotion";
  const Report report = make_over_time_report(make_small_input());
  write_report_files(directory, report, kOverTimeFiles);
  write_report_files(directory, report, kOverTimeFiles);  // in place of the first one
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    names.push_back(entry.path().filename().string());
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("emotion_over_time.csv", "emotion_over_time.svg",
                                                     "emotion_over_time.html", "emotion_over_time.json"));
  EXPECT_EQ(read_text_file(directory / "emotion_over_time.csv"), report.tables[0].content);
  auto written = nlohmann::json::parse(read_text_file(directory / "emotion_over_time.json"));
  for (const char* digest : {"digests", "content_digest"}) written.erase(digest);  // of what is written
  EXPECT_EQ(written, report.facts);
}

TEST(OverTimeFiles, AFileInPlaceOfTheFolderIsNamed) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "talk_emotion", "mine");
  EXPECT_THROW(
      write_report_files(folder / "talk_emotion", make_over_time_report(make_small_input()), kOverTimeFiles),
      ArtifactError);
  EXPECT_EQ(read_text_file(folder / "talk_emotion"), "mine");
}

}  // namespace
}  // namespace affekt
