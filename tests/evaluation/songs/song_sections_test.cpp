#include "evaluation/songs/song_sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation/report/render_report_html.h"
#include "evaluation/report/render_report_markdown.h"
#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/figures/song_plane.h"
#include "evaluation/songs/song_report_text.h"
#include "tests/evaluation/songs/song_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SongSections : public ::testing::Test {
 protected:
  json facts() const { return song_facts(input_); }

  SongFixture fixture_ = make_song_fixture();
  SongReportInput input_ = make_song_input(fixture_);
};

TEST_F(SongSections, TheSilhouettesSampleIsTold) {
  json sampled = facts();
  EXPECT_THAT(remarks_of(make_song_scores_section(sampled)), Contains(HasSubstr("The silhouette is exact")));
  json& silhouette = sampled["metrics"]["silhouette"];
  silhouette["is_sampled"] = true;
  silhouette["num_songs"] = 8;
  EXPECT_THAT(
      remarks_of(make_song_scores_section(sampled)),
      Contains(AllOf(HasSubstr("a random sample of 8 songs"), HasSubstr("all 12 songs of the clusters"),
                     HasSubstr("bootstrap over the sample"))));
  silhouette["num_compared"] = 9;
  EXPECT_THAT(remarks_of(make_song_scores_section(sampled)),
              Contains(HasSubstr("9 songs of the clusters, drawn at random")));
}

TEST_F(SongSections, TheSweepSaysWhyItsSilhouettesDiffer) {
  EXPECT_THAT(remarks_of(make_k_selection_section(facts())), IsEmpty());
  fixture_.model.sweep.silhouette_is_sampled = true;
  EXPECT_THAT(remarks_of(make_k_selection_section(facts())),
              ElementsAre(AllOf(HasSubstr("random sample of 10,000 songs"), HasSubstr("differ a little"))));
}

TEST_F(SongSections, OtherSongsExplainWhyTheBaselineMayBeBetter) {
  json other = facts();
  const char* fitted = "fitted to what they are scored on";
  EXPECT_THAT(remarks_of(make_song_scores_section(other)), Each(Not(HasSubstr(fitted))));
  other["data"]["same_as_fitted"] = false;
  other["metrics"]["feature_variance_explained"]["value"] = -0.32;
  EXPECT_THAT(remarks_of(make_song_scores_section(other)), Contains(HasSubstr(fitted)));
  EXPECT_THAT(remarks_of(make_song_scores_section(other)), Contains(HasSubstr("A negative share")));
}

TEST_F(SongSections, TheHeadingSaysWhetherPeopleWereAsked) {
  EXPECT_EQ(make_listener_ratings_section(facts()).title,
            "What the clusters feel like, checked against people");
  input_.affect.moods = {};
  input_.affect.quantities = {make_quantity("spotify_valence", {0.2, 0.4, 0.9})};
  const Section section = make_listener_ratings_section(facts());
  EXPECT_EQ(section.title, "What the clusters feel like, not checked against people");
  EXPECT_THAT(section.lead, HasSubstr("they confirm nothing"));
}

TEST_F(SongSections, ANetworkThatIsWorseIsBelow) {
  fixture_.model.regression.network_gain = -0.016;
  fixture_.model.regression.network_gain_low = -0.02;
  fixture_.model.regression.network_gain_high = -0.01;
  EXPECT_THAT(
      make_regression_section(facts()).lead,
      HasSubstr("is 0.016 below the ridge regression's (95 % interval of the difference −0.020 – −0.010)"));
  fixture_.model.regression.network_gain = 0.016;
  EXPECT_THAT(make_regression_section(facts()).lead, HasSubstr("is 0.016 above the ridge regression's"));
}

TEST_F(SongSections, OfManyClustersTheMatchIsAPart) {
  EXPECT_THAT(make_policy_section(facts()).lead, Not(HasSubstr("the rest of the songs")));
  fixture_.model.policy =
      make_emotion_policy({{-0.9, -1.0}, {0.1, 1.2}, {1.0, 0.4}, {0, 0}}, "the fixture's places");
  json many = facts();
  many["clusters"].push_back(many["clusters"][0]);
  EXPECT_THAT(make_policy_section(many).lead, HasSubstr("the best 3; the rest of the songs is of the other"));
}

TEST_F(SongSections, ACardWithoutAValueSaysWhy) {
  json one = facts();
  one["metrics"]["silhouette"] = {{"value", nullptr}, {"ci95", nullptr}};
  EXPECT_EQ(make_song_cards(one)[0].value, "–");
  EXPECT_EQ(make_song_cards(one)[0].below, "not defined: it needs songs in two clusters");
  Report report;
  report.cards = make_song_cards(one);
  EXPECT_THAT(render_report_markdown(report), Not(HasSubstr("()")));
}

TEST_F(SongSections, TheSummaryHasTheScoresOrSaysWhereTheReasonIs) {
  EXPECT_EQ(make_song_report(input_).summary,
            "silhouette 0.782; the clusters explain 95.4 % of the features' variance");
  input_.answers.points.clear();
  EXPECT_EQ(make_song_report(input_).summary,
            "there is no score of the clusters themselves: the report's notes say why");
}

TEST_F(SongSections, OnlyMainScoresStandOut) {
  const std::string html = render_report_html(make_song_report(input_));
  const auto section_of = [&](const std::string& title) {
    const size_t begin = html.find(">" + title, html.find("<section"));
    return html.substr(begin, html.find("</section>", begin) - begin);
  };
  EXPECT_THAT(section_of("Scores beside"), HasSubstr("class=\"strong\""));
  EXPECT_THAT(section_of("Clusters"), Not(HasSubstr("class=\"strong\"")));
  EXPECT_THAT(section_of("From an emotion"), Not(HasSubstr("class=\"strong\"")));
}

TEST_F(SongSections, AMoodBeyondTheFigureIsAnArrow) {
  // The clusters lie within one deviation; sad and the target (1, 0) partly beyond.
  fixture_.model.policy = make_emotion_policy({{-0.2, -0.2}, {0.1, 0.2}, {0.2, 0.1}}, "near the middle");
  for (const Figure& figure : draw_uplift_paths(facts())) {
    EXPECT_THAT(figure.inline_svg(), HasSubstr("off scale: mood (")) << figure.title;
    EXPECT_THAT(figure.inline_svg(), HasSubstr("target (+1.0, +0.0)")) << figure.title;
    EXPECT_THAT(figure.inline_svg(), HasSubstr("beyond the figure")) << figure.title;
  }
  fixture_.model.policy = make_emotion_policy({{-3, -3}, {3, 3}}, "far out");
  for (const Figure& figure : draw_uplift_paths(facts()))
    EXPECT_THAT(figure.inline_svg(), Not(HasSubstr("off scale"))) << figure.title;
}

TEST(SongPlane, TheWayToAPlaceOutsideEndsAtTheEdge) {
  // 100 px for -1..1 both ways. From the middle to (4, 2): the edge is reached at (1, 0.5).
  const PlotArea area{0, 0, 100, 100, -1, 1, -1, 1};
  const PlaneSpot outside = find_spot(area, {4, 2}, {0, 0});
  EXPECT_TRUE(outside.is_outside);
  EXPECT_NEAR(outside.x, 100, 1e-9);
  EXPECT_NEAR(outside.y, 25, 1e-9);
  EXPECT_NEAR(outside.dx, 2 / std::sqrt(5.0), 1e-9);
  EXPECT_NEAR(outside.dy, -1 / std::sqrt(5.0), 1e-9);
  const PlaneSpot inside = find_spot(area, {-0.5, 0}, {0.5, 0.5});
  EXPECT_FALSE(inside.is_outside);
  EXPECT_NEAR(inside.x, 25, 1e-9);
  EXPECT_FALSE(find_spot(area, {0.5, 0.5}, {0.5, 0.5}).is_outside);
}

TEST_F(SongSections, ACaptionIsWrappedToItsFigure) {
  EXPECT_THAT(wrap_words("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap_words("incomprehensible word", 7), ElementsAre("incomprehensible", "word"));
  EXPECT_THAT(wrap_words("", 7), IsEmpty());
  // Two columns give a narrow image: its caption is on several lines, none of which holds all of it.
  const Figure figure = draw_cluster_profiles(facts()).at(0);
  EXPECT_LT(figure.canvas.width(), 500);
  EXPECT_THAT(figure.inline_svg(),
              Not(HasSubstr("deviations from the mean of all songs: blue above, brown below, "
                            "full from 2.5.</text>")));
  EXPECT_THAT(figure.inline_svg(), HasSubstr("2.5.</text>"));
}

TEST_F(SongSections, HundredsOfClustersAreMarksWithoutRings) {
  EXPECT_THAT(draw_affect_plane(facts())[1].inline_svg(), HasSubstr("class=\"ring"));
  json many = facts();
  std::vector<AffectPoint> places;
  json clusters = json::array();
  for (int k = 0; k < 300; ++k) {
    places.push_back({k % 20 / 10.0, k / 200.0});
    clusters.push_back(many["clusters"][0]);
    clusters.back()["index"] = k;
  }
  many["clusters"] = clusters;
  many["affect"]["quantities"] = json::array();
  many["policy"] = to_json(make_emotion_policy(places, "a grid"));
  EXPECT_THAT(draw_affect_plane(many)[1].inline_svg(), Not(HasSubstr("class=\"ring")));
}

TEST_F(SongSections, KeyAloneHasNoFigureOfProfilesAndItsSectionSaysSo) {
  json keys = facts();
  EXPECT_THAT(remarks_of(make_clusters_section(keys)), IsEmpty());
  keys["columns"] = {"key"};
  for (json& cluster : keys["clusters"])
    cluster["profile"] = {{{"column", "key"},
                           {"unit", "0 to 11, C is 0"},
                           {"mean", nullptr},
                           {"median", nullptr},
                           {"quartiles", nullptr},
                           {"z", nullptr},
                           {"most_frequent", 1},
                           {"most_frequent_share", 0.5},
                           {"direction", 2.2},
                           {"concentration", 0.6}}};
  const Section section = make_clusters_section(keys);
  EXPECT_THAT(remarks_of(section), ElementsAre(HasSubstr("Key lies on a circle")));
  const Details first = blocks_of<Details>(section.blocks).at(0);
  EXPECT_THAT(blocks_of<Table>(first.blocks).at(1).rows[0][0],
              AllOf(HasSubstr("most often C♯ (50.0"), HasSubstr("mean direction D")));
  EXPECT_THAT(blocks_of<FigureGroup>(section.blocks), IsEmpty());
}

}  // namespace
}  // namespace affekt
