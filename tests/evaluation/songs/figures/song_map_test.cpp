#include "evaluation/songs/figures/song_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "evaluation/songs/figures/song_drawing.h"
#include "evaluation/songs/figures/song_figures.h"
#include "tests/evaluation/songs/song_fixtures.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

FeatureTransform plain_transform(const std::vector<float>& points, const std::vector<std::string>& columns) {
  TransformOptions options;
  options.columns = columns;
  options.scaling = "none";
  const auto num_columns = static_cast<int64_t>(columns.size());
  return fit_transform({points.data(), static_cast<int64_t>(points.size()) / num_columns, num_columns},
                       options);
}

TEST(SongMap, TheFirstAxisIsTheDirectionOfTheGreatestSpread) {
  // Two songs along (1, 1), and two a quarter as far out across it.
  const std::vector<float> points = {-2, -2, 2, 2, -0.5F, 0.5F, 0.5F, -0.5F};
  const std::vector<int32_t> labels = {0, 1, 0, 1};
  const std::vector<float> centroids = {-2, -2, 2, 2};
  const FeatureTransform transform = plain_transform(points, {"energy", "loudness"});
  const auto map = make_song_map({{points.data(), 4, 2}, {centroids.data(), 2, 2}, labels, transform});
  ASSERT_TRUE(map.has_value());
  EXPECT_NEAR(map->facts["horizontal"]["explained"], 16.0 / 17,
              1e-6);  // squares: 2 x 8 along, 2 x 0.5 across
  EXPECT_NEAR(map->facts["vertical"]["explained"], 1.0 / 17, 1e-6);
  EXPECT_NEAR(map->facts["horizontal"]["loadings"]["energy"], std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(map->facts["horizontal"]["loadings"]["loudness"], std::sqrt(0.5), 1e-6);
  const auto centroids_drawn = map->facts["centroids"].get<std::vector<std::vector<double>>>();
  EXPECT_NEAR(centroids_drawn[1][0] - centroids_drawn[0][0], 2 * std::sqrt(8), 1e-5);  // distances are kept
  EXPECT_NEAR(centroids_drawn[1][1] - centroids_drawn[0][1], 0, 1e-5);
  EXPECT_EQ(map->x.size(), 4U);
  EXPECT_EQ(map->facts["horizontal"]["loadings"].size(), 2U);
}

TEST(SongMap, LoadingsAreOfTheColumnsBeforeTheModelsOwnComponents) {
  const std::vector<float> raw = {-2, -2, 0, 2, 2, 0, -0.5F, 0.5F, 0.1F, 0.5F, -0.5F, -0.1F};
  TransformOptions options;
  options.columns = {"energy", "loudness", "liveness"};
  options.scaling = "none";
  options.pca_components = 2;
  const MatrixView rows{raw.data(), 4, 3};
  const FeatureTransform transform = fit_transform(rows, options);
  const std::vector<float> points = apply_transform(transform, rows);
  const std::vector<int32_t> labels(4, 0);
  const std::vector<float> centroids = {0, 0};
  const auto map = make_song_map({{points.data(), 4, 2}, {centroids.data(), 1, 2}, labels, transform});
  ASSERT_TRUE(map.has_value());
  ASSERT_EQ(map->facts["horizontal"]["loadings"].size(), 3U);
  EXPECT_NEAR(std::abs(map->facts["horizontal"]["loadings"]["energy"].get<double>()), std::sqrt(0.5), 1e-3);
  EXPECT_NEAR(map->facts["horizontal"]["loadings"]["liveness"], 0, 1e-3);
}

TEST(SongMap, DrawsASampleOfManySongsThatDependsOnTheSeedAlone) {
  std::vector<float> points;
  for (int i = 0; i < 100; ++i) {
    points.push_back(static_cast<float>(i));
    points.push_back(static_cast<float>(i * i % 17));
  }
  const std::vector<int32_t> labels(100, 0);
  const std::vector<float> centroids = {50, 8};
  const FeatureTransform transform = plain_transform(points, {"loudness", "energy"});
  SongMapInput input{{points.data(), 100, 2}, {centroids.data(), 1, 2}, labels, transform};
  input.max_drawn = 30;
  const auto map = make_song_map(input), again = make_song_map(input);
  input.seed = 2;
  const auto other = make_song_map(input);
  EXPECT_EQ(map->x.size(), 30U);
  EXPECT_EQ(map->facts["num_songs"], 100);
  EXPECT_EQ(map->x, again->x);
  EXPECT_NE(map->x, other->x);
}

TEST(SongMap, IsNotMadeOfOneDimensionOrOnePlace) {
  const std::vector<float> line = {1, 2, 3}, place = {1, 2, 1, 2, 1, 2};
  const std::vector<int32_t> labels(3, 0);
  const FeatureTransform one = plain_transform(line, {"energy"}),
                         two = plain_transform(place, {"energy", "tempo"});
  EXPECT_FALSE(make_song_map({{line.data(), 3, 1}, {line.data(), 1, 1}, labels, one}).has_value());
  EXPECT_FALSE(make_song_map({{place.data(), 3, 2}, {place.data(), 1, 2}, labels, two}).has_value());
}

TEST(SongFigures, TheLegendIsLeftOutWhereItWouldBeLongerThanTheMap) {
  const SongFixture fixture = make_song_fixture();
  const SongReportInput input = make_song_input(fixture);
  const nlohmann::json report = song_facts(input);
  const auto map = build_song_map(input);
  ASSERT_TRUE(map.has_value());
  const std::string svg = draw_song_map(report, *map).standalone_svg();
  EXPECT_THAT(svg, HasSubstr("high valence, high energy"));
  EXPECT_THAT(svg, HasSubstr("Centroid of cluster 2"));
  nlohmann::json many = report;
  for (int k = 3; k < 41; ++k) {
    many["clusters"].push_back(many["clusters"][0]);
    many["clusters"].back()["index"] = k;
  }
  EXPECT_THAT(draw_song_map(many, *map).standalone_svg(),
              Not(HasSubstr("50.0\u00a0%")));  // the share in the legend
}

TEST(SongAxes, ARangeIsNeverEmpty) {
  EXPECT_LT(range_of({0.5}, 0.1).low, 0.5);
  EXPECT_GT(range_of({0.5}, 0.1).high, 0.5);
  EXPECT_LT(range_of({0}, 0.1).low, range_of({0}, 0.1).high);
  EXPECT_DOUBLE_EQ(range_of({1, 3}, 0.5).low, 0);
  EXPECT_DOUBLE_EQ(range_of({1, 3}, 0.5).high, 4);
}

TEST(SongAxes, MarksOnEachOtherAreMovedApartAndOthersStay) {
  const auto moved = spread_apart({{0, 0}, {4, 0}, {100, 0}, {50, 50}, {50, 50}}, 10);
  EXPECT_GE(std::hypot(moved[1].first - moved[0].first, moved[1].second - moved[0].second), 10);
  EXPECT_NEAR(moved[0].first, -3, 0.1);  // both give way by half of the missing 6
  EXPECT_NEAR(moved[1].first, 7, 0.1);
  EXPECT_EQ(moved[2], std::make_pair(100.0, 0.0));
  EXPECT_GE(std::hypot(moved[4].first - moved[3].first, moved[4].second - moved[3].second), 10);
}

}  // namespace
}  // namespace affekt
