#include "evaluation/songs/song_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/evaluation/songs/song_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> note_codes(const json& report) {
  std::vector<std::string> codes;
  for (const json& note : report["notes"]) codes.push_back(note["code"]);
  return codes;
}

std::string note_text(const json& report, const std::string& code) {
  for (const json& note : report["notes"])
    if (note["code"] == code) return note["text"];
  return "";
}

class SongReport : public ::testing::Test {
 protected:
  SongFixture fixture_ = make_song_fixture();
  SongReportInput input_ = make_song_input(fixture_);
};

TEST_F(SongReport, ClustersHaveTheirSongsAndTheirFeelings) {
  const json report = song_facts(input_);
  EXPECT_EQ(report["kind"], "songs");
  EXPECT_EQ(report["headline"], "silhouette");
  EXPECT_EQ(report["num_clusters"], 3);
  ASSERT_EQ(report["clusters"].size(), 3U);
  const json& first = report["clusters"][0];
  EXPECT_EQ(first["index"], 0);
  EXPECT_EQ(first["name"], "low energy, low valence");
  EXPECT_EQ(first["size"], 6);
  EXPECT_EQ(first["share"], 0.5);
  EXPECT_EQ(first["profile"][0]["column"], "energy");
  EXPECT_EQ(first["profile"][0]["unit"], "0 to 1");
  EXPECT_NEAR(first["profile"][0]["mean"], 0.2, 1e-6);
  EXPECT_EQ(first["spotify"]["valence"], 0.2);
  EXPECT_EQ(first["felt"]["deezer_valence"]["mean"], -0.4);
  EXPECT_EQ(first["felt"]["deezer_valence"]["ci95"], json({-0.4 - 0.1, -0.4 + 0.1}));
  EXPECT_FALSE(first["felt"].contains("spotify_valence"));  // no listener said so
  EXPECT_EQ(first["moods"]["Calm"], 3);
  // Songs 4 and 5 lie on the centroid, the others 0.1 from it.
  ASSERT_EQ(first["nearest_songs"].size(), 6U);
  EXPECT_EQ(first["nearest_songs"][0]["title"], "Title 4");
  EXPECT_EQ(first["nearest_songs"][0]["distance"], 0);
  EXPECT_NEAR(first["nearest_songs"][2]["distance"], 0.1, 1e-6);
}

TEST_F(SongReport, DataSayWhatWasReadAndWhatWasClustered) {
  fixture_.catalogue.songs.num_songs = 12;
  input_.songs.num_dropped = 4;
  const json data = song_facts(input_)["data"];
  EXPECT_EQ(data["digest"], "d1");
  EXPECT_EQ(data["num_clustered"], 12);
  EXPECT_EQ(data["num_dropped"], 4);
  EXPECT_EQ(data["reading"]["num_duplicates"], 3);
  EXPECT_EQ(data["same_as_fitted"], true);
}

TEST_F(SongReport, TheChoiceOfKIsTold) {
  EXPECT_EQ(song_facts(input_)["choice"]["text"], fixture_.model.sweep.reason);
  fixture_.model.sweep.chosen_k = 4;
  EXPECT_THAT(song_facts(input_)["choice"]["text"],
              HasSubstr("3, was given. The sweep would have chosen 4: k = 3 has"));
  fixture_.model.sweep = {};
  const json report = song_facts(input_);
  EXPECT_TRUE(report["sweep"].is_null());
  EXPECT_THAT(report["choice"]["text"], HasSubstr("no sweep"));
}

TEST_F(SongReport, TheRegressionHasItsBaselineBesideIt) {
  const json regression = song_facts(input_)["regression"];
  ASSERT_EQ(regression["scores"].size(), 3U);
  EXPECT_EQ(regression["scores"][0]["name"], "mean");
  EXPECT_EQ(regression["scores"][0]["valence"]["r2"], -0.01);
  EXPECT_EQ(regression["scores"][1]["arousal"]["ci95"], json({0.25, 0.35}));
  fixture_.model.regression = {};
  EXPECT_TRUE(song_facts(input_)["regression"].is_null());
}

TEST_F(SongReport, TheMapHasItsAxesAndItsCentroids) {
  const json map = song_facts(input_)["map"];
  EXPECT_EQ(map["num_drawn"], 12);
  EXPECT_EQ(map["centroids"].size(), 3U);
  EXPECT_NEAR(map["explained"], 1, 1e-6);  // two columns have two directions
}

TEST_F(SongReport, NotesSayWhatSpotifysOwnColumnsProve) {
  const json report = song_facts(input_);
  EXPECT_THAT(note_text(report, "clustered_by_valence"),
              HasSubstr("valence and energy are among the clustered columns"));
  EXPECT_THAT(note_text(report, "clustered_by_valence"), HasSubstr("explain 40.0\u00a0%"));
  EXPECT_THAT(note_text(report, "dominance"),
              HasSubstr("nearly valence again: over the 9 songs with tags the two "
                        "correlate with r = 0.93"));
  EXPECT_THAT(note_codes(report), Contains("few_songs"));
  EXPECT_THAT(note_codes(report), Not(Contains("weak_clusters")));  // a silhouette of 0.8
  EXPECT_THAT(note_codes(report), Not(Contains("other_songs")));
}

TEST_F(SongReport, NotesWarnWhereNobodyWasAsked) {
  input_.affect = {};
  input_.affect.num_clusters = 3;
  const json report = song_facts(input_);
  EXPECT_THAT(note_codes(report), Contains("not_checked_with_people"));
  EXPECT_THAT(note_text(report, "clustered_by_valence"), HasSubstr("no listeners' judgements"));
  EXPECT_THAT(note_codes(report), Not(Contains("dominance")));
  EXPECT_TRUE(report["clusters"][0]["felt"].empty());
  EXPECT_TRUE(report["clusters"][0]["moods"].empty());
  EXPECT_TRUE(report["clusters"][0]["spotify"]["valence"].is_null());
}

TEST_F(SongReport, NotesTellOtherSongsAndDroppedAndFilledOnes) {
  fixture_.catalogue.info.content_digest = "d2";
  for (std::vector<std::string>* texts :
       {&fixture_.catalogue.songs.ids, &fixture_.catalogue.songs.artists, &fixture_.catalogue.songs.titles})
    texts->push_back("the thirteenth");
  fixture_.catalogue.songs.values.insert(fixture_.catalogue.songs.values.end(), {NAN, 0.5F});
  fixture_.catalogue.songs.num_songs = 13;
  input_.songs.num_dropped = 1;
  input_.songs.num_filled = 2;
  fixture_.catalogue.info.counts = {{"spoken", 3}, {"max_speechiness", 0.66}};
  const json report = song_facts(input_);
  EXPECT_THAT(note_codes(report), Contains("other_songs"));
  EXPECT_THAT(note_text(report, "spoken_songs"),
              HasSubstr("3 records of the file with a speechiness above 0.66"));
  EXPECT_THAT(note_text(report, "dropped_songs"), HasSubstr("1 of the catalogue's 13 songs (7.7\u00a0%)"));
  EXPECT_THAT(note_text(report, "filled_songs"), HasSubstr("2 songs lacked a value"));
  EXPECT_THAT(note_codes(report), Not(Contains("fitted_on_these_songs")));
}

TEST_F(SongReport, NotesTellAnUnfinishedFitAnEmptyClusterAndARegressionThatKnowsNothing) {
  fixture_.model.fit["converged"] = false;
  for (int32_t& label : input_.answers.labels) label = label == 2 ? 1 : label;
  fixture_.model.regression.ridge_fit.r2_low[1] = -0.05;
  const json report = song_facts(input_);
  EXPECT_THAT(note_codes(report), Contains("not_converged"));
  EXPECT_THAT(note_text(report, "empty_clusters"), HasSubstr("No song is in cluster 2."));
  EXPECT_THAT(note_text(report, "regression_no_better"), HasSubstr("arousal is not clearly better"));
  EXPECT_EQ(report["clusters"][2]["name"], "no songs");
  EXPECT_TRUE(report["clusters"][2]["profile"][0]["mean"].is_null());
}

TEST_F(SongReport, WithoutTheClusteredSpaceItSaysWhatIsMissing) {
  input_.answers.points.clear();
  fixture_.model.transform = {};
  fixture_.model.centroids.clear();
  const json report = song_facts(input_);
  EXPECT_THAT(note_codes(report), Contains("space_unknown"));
  EXPECT_TRUE(report["map"].is_null());
  EXPECT_TRUE(report["baselines"].is_null());
  EXPECT_TRUE(report["metrics"]["silhouette"]["value"].is_null());
  EXPECT_NEAR(report["metrics"]["inertia"]["value"], 0.08, 1e-7);
}

TEST_F(SongReport, NotesWarnWhereTheIntervalHoldsWhatChanceGives) {
  json report = song_facts(input_);
  EXPECT_THAT(note_codes(report), Not(Contains("no_clear_clusters")));
  report["metrics"]["silhouette"] = {{"value", 0.869}, {"ci95", {0.866, 0.872}}};
  report["baselines"]["permuted_features"]["silhouette"] = 0.867;
  report["notes"] = make_song_report_notes(report);
  EXPECT_THAT(note_text(report, "no_clear_clusters"), HasSubstr("no more clustered than songs by chance"));
  for (const json& note : report["notes"])
    if (note["code"] == "no_clear_clusters") {
      EXPECT_EQ(note["level"], "warning");
    }
  report["baselines"]["permuted_features"]["silhouette"] = 0.865;
  report["notes"] = make_song_report_notes(report);
  EXPECT_THAT(note_codes(report), Not(Contains("no_clear_clusters")));
}

TEST_F(SongReport, NotesNameAColumnThatRulesTheSpace) {
  EXPECT_THAT(note_codes(song_facts(input_)), Not(Contains("dominating_column")));
  for (size_t i = 0; i < input_.answers.points.size(); i += 2) input_.answers.points[i] *= 100;
  const json report = song_facts(input_);
  EXPECT_GT(report["space_variance"][0]["share"], 0.99);
  EXPECT_THAT(note_text(report, "dominating_column"), HasSubstr("lies in energy"));
  EXPECT_THAT(note_text(report, "dominating_column"), HasSubstr("model.features.scaling: standard"));
}

TEST_F(SongReport, NotesPromiseBootstrapSamplesOnlyWhereASweepDrewThem) {
  EXPECT_THAT(note_text(song_facts(input_), "fitted_on_these_songs"),
              HasSubstr("the sweep's bootstrap samples tell how much"));
  for (SweepPoint& point : fixture_.model.sweep.points) point.bootstrap_ari = 0;  // stability_rounds: 0
  EXPECT_THAT(note_text(song_facts(input_), "fitted_on_these_songs"),
              HasSubstr("nothing here tells how much"));
  fixture_.model.sweep = {};
  EXPECT_THAT(note_text(song_facts(input_), "fitted_on_these_songs"),
              HasSubstr("nothing here tells how much"));
}

TEST_F(SongReport, NamesThatTheModelHasAreKept) {
  input_.cluster_names = {"a", "b", "c"};
  const json report = song_facts(input_);
  EXPECT_EQ(report["clusters"][2]["name"], "c");
  EXPECT_THAT(report["naming_rule"], HasSubstr("the model's own"));
}

TEST_F(SongReport, IsPure) {
  EXPECT_EQ(song_facts(input_).dump(), song_facts(input_).dump());
}
}  // namespace
}  // namespace affekt
