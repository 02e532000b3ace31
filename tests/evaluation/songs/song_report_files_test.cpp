#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "core/files/atomic_file.h"
#include "evaluation/report/csv.h"
#include "evaluation/report/write_report_files.h"
#include "evaluation/songs/song_report.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/report/markup_checks.h"
#include "tests/evaluation/songs/song_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kFigures[] = {"song_map", "cluster_profiles", "sweep", "affect_plane", "uplift_paths"};

/// What write_report_files makes of a report on songs.
class SongReportFiles : public ::testing::Test {
 protected:
  json write() { return write_report_files(folder_.path(), make_song_report(input_)); }
  std::string written(const std::string& file) { return read_text_file(folder_.path() / file); }
  bool is_there(const std::string& file) { return std::filesystem::exists(folder_.path() / file); }
  std::string figure(const std::string& name) { return written("figures/" + name + ".svg"); }

  SongFixture fixture_ = make_song_fixture();
  SongReportInput input_ = make_song_input(fixture_);
  TemporaryFolder folder_;
};

TEST_F(SongReportFiles, AreAllThereAndTheJsonHoldsTheFacts) {
  json facts = write();
  EXPECT_EQ(json::parse(written("report.json")), facts);
  for (const char* digest : {"digests", "content_digest"}) facts.erase(digest);  // of what is written
  EXPECT_EQ(facts, song_facts(input_));
  for (const char* file : {"report.md", "report.html", "clusters.csv"}) EXPECT_TRUE(is_there(file)) << file;
  for (const char* name : kFigures) EXPECT_TRUE(is_there(std::string("figures/") + name + ".svg")) << name;
}

TEST_F(SongReportFiles, HaveTheSameBytesEveryTime) {
  write();
  TemporaryFolder again;
  write_report_files(again.path(), make_song_report(input_));
  for (const char* file : {"report.json", "report.md", "report.html", "clusters.csv", "figures/song_map.svg"})
    EXPECT_EQ(written(file), read_text_file(again.path() / file)) << file;
}

TEST_F(SongReportFiles, HtmlShowsTitlesAndDoesNotRunThem) {
  fixture_.catalogue.songs.titles[4] = "<script>alert(1)</script>";
  fixture_.catalogue.songs.artists[4] = "Tom & \"Jerry\" | *";
  fixture_.model.name = "</h1>";
  input_.model_description["name"] = "<b>model";
  write();
  EXPECT_THAT(written("report.html"), Not(HasSubstr("<script")));
  EXPECT_THAT(written("report.html"), HasSubstr("&lt;script&gt;alert(1)"));
  EXPECT_THAT(written("report.md"), Not(HasSubstr(" <script")));
  EXPECT_THAT(written("report.md"), HasSubstr("Tom & \"Jerry\" \\| \\*"));
  expect_balanced_tags(written("report.html"), "report.html");
}

TEST_F(SongReportFiles, ThePageNeedsNothingFromTheNetwork) {
  write();
  const std::string html = written("report.html");
  for (const char* forbidden : {"<script", "<link", "@import", "url("})
    EXPECT_THAT(html, Not(HasSubstr(forbidden)));
  EXPECT_FALSE(std::regex_search(html, std::regex("(src|href)=\"(?!data:|#)")));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme:dark"));
}

TEST_F(SongReportFiles, NoFigureHasACoordinateThatIsNoNumber) {
  write();
  for (const char* name : kFigures) {
    expect_balanced_tags(figure(name), name);
    EXPECT_FALSE(std::regex_search(figure(name), std::regex("[^a-z](nan|inf)[^a-z]"))) << name;
  }
  expect_balanced_tags(written("report.html"), "report.html");
  EXPECT_FALSE(std::regex_search(written("report.html"), std::regex("[^a-z](nan|inf)[^a-z]")));
}

TEST_F(SongReportFiles, WhatTheReportHasNotIsNotLeftFromAnEarlierOne) {
  write();
  fixture_.model.sweep = {};
  fixture_.model.policy = {};
  fixture_.model.regression = {};
  input_.answers.affect.clear();
  input_.affect = {};
  input_.affect.num_clusters = 3;
  write();
  for (const char* name : {"sweep", "affect_plane", "uplift_paths"})
    EXPECT_FALSE(is_there(std::string("figures/") + name + ".svg")) << name;
  EXPECT_TRUE(is_there("figures/song_map.svg"));
  EXPECT_THAT(written("report.md"), Not(HasSubstr("uplift_paths.svg")));
  EXPECT_THAT(written("clusters.csv"), Not(HasSubstr("predicted_valence")));
  expect_balanced_tags(written("report.html"), "report.html");
}

TEST_F(SongReportFiles, OneClusterOfEverythingIsAReportToo) {
  input_.answers.labels.assign(12, 0);
  fixture_.model.num_clusters = 1;
  fixture_.model.centroids = {0.46666667F, 0.38333333F};
  fixture_.model.sweep = {};
  fixture_.model.policy = make_emotion_policy({{0, 0}}, "one place");
  input_.affect = {};
  input_.affect.num_clusters = 1;
  const json facts = write();
  EXPECT_EQ(facts["clusters"][0]["name"], "near the average");
  EXPECT_TRUE(facts["metrics"]["silhouette"]["value"].is_null());
  expect_balanced_tags(written("report.html"), "report.html");
  for (const char* name : {"song_map", "cluster_profiles", "affect_plane", "uplift_paths"}) {
    expect_balanced_tags(figure(name), name);
    EXPECT_FALSE(std::regex_search(figure(name), std::regex("[^a-z](nan|inf)[^a-z]"))) << name;
  }
}

TEST_F(SongReportFiles, WithoutTheClusteredSpaceThereIsNoMap) {
  input_.answers.points.clear();
  write();
  EXPECT_FALSE(is_there("figures/song_map.svg"));
  EXPECT_TRUE(is_there("figures/cluster_profiles.svg"));
  EXPECT_THAT(written("report.html"), HasSubstr("ONNX file without its song_model.json"));
}

TEST_F(SongReportFiles, ClustersCsvHasALineForEachClusteredSong) {
  fixture_.catalogue.songs.titles[1] = "Hello, \"you\"\nthere";
  write();
  const std::vector<CsvRecord> records = parse_csv(written("clusters.csv"), "clusters.csv");
  ASSERT_EQ(records.size(), 13U);
  EXPECT_THAT(records[0].fields, ElementsAre("id", "artist", "title", "cluster", "distance",
                                             "predicted_valence", "predicted_arousal"));
  // Distance: the root of 0.01. Valence: 1 / 4.
  EXPECT_THAT(records[2].fields,
              ElementsAre("id1", "Artist 1", "Hello, \"you\"\nthere", "0", "0.1", "0.25", "-0.5"));
  EXPECT_EQ(records[11].fields[3], "2");
}

TEST_F(SongReportFiles, AllThreeFormsTellTheNotesAndTheNames) {
  write();
  for (const char* file : {"report.json", "report.md", "report.html"}) {
    EXPECT_THAT(written(file), HasSubstr("low energy, low valence")) << file;
    EXPECT_THAT(written(file), HasSubstr("the two correlate with r = 0.93")) << file;
    EXPECT_THAT(written(file), HasSubstr("k = 3 has the best silhouette (0.700) of the stable ones."))
        << file;
  }
}

}  // namespace
}  // namespace affekt
