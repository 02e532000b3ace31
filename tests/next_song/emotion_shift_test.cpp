#include "next_song/emotion_shift.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "next_song/emotion_trade_off.h"
#include "next_song/ranker_table.h"
#include "tests/next_song/listening_example.h"

namespace affekt {
namespace {

using next_song_tests::make_listening;
using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;
using testing::Pointwise;

const float kNotKnown = std::numeric_limits<float>::quiet_NaN();

/// Four songs at the corners of a square, mean (0.5, 50), deviations 0.5 and 50; a fifth is not known.
CatalogueMoods square() {
  return {{0, 0, 1, 1, kNotKnown}, {0, 100, 0, 100, 20}};
}

template <class ErrorType, class Call>
std::string message_of_call(const Call& call) {
  try {
    call();
  } catch (const ErrorType& error) {
    return error.what();
  }
  return "no error";
}

TEST(EmotionShift, DistancesAreInDeviationsOfBothAxes) {
  const EmotionShift shift(square());
  EXPECT_DOUBLE_EQ(shift.deviation().valence, 0.5);
  EXPECT_DOUBLE_EQ(shift.deviation().arousal, 50);
  std::vector<float> distances;
  shift.measure_distances({0, 0}, distances);
  const auto diagonal = static_cast<float>(std::sqrt(8.0));
  // The unknown song has the mean of 0, 2, 2 and sqrt(8).
  EXPECT_THAT(distances, Pointwise(FloatEq(), std::vector<float>{0, 2, 2, diagonal, (4 + diagonal) / 4}));
}

TEST(EmotionShift, MatchesTheHandCalculation) {
  const EmotionShift shift(square());
  std::vector<float> distances, scores = {0, 1, 1, 4, 0};
  shift.measure_distances({0, 0}, distances);
  shift.shift(distances, 0.5, scores);
  // The nearest song with a score is 2 away; the last one sqrt(8) - 2 further.
  const auto far = static_cast<float>(4 * std::exp(-0.5 * (std::sqrt(8.0) - 2)));
  EXPECT_THAT(scores, Pointwise(FloatEq(), std::vector<float>{0, 1, 1, far, 0}));
}

TEST(EmotionShift, StrengthZeroChangesNothing) {
  const EmotionShift shift(square());
  std::vector<float> distances, scores = {0.3F, 0, 2, -1, 5};
  shift.measure_distances({1, 100}, distances);
  shift.shift(distances, 0, scores);
  EXPECT_THAT(scores, ElementsAre(0.3F, 0, 2, -1, 5));
}

TEST(EmotionShift, TheStrongestShiftKeepsScoresInRangeAndNamesNoNewSong) {
  const EmotionShift shift(square());
  std::vector<float> distances, scores = {0, 1e-6F, 1, 1, 0};
  shift.measure_distances({0, 100}, distances);
  shift.shift(distances, EmotionShift::kMaxStrength, scores);
  EXPECT_EQ(scores[0], 0);
  EXPECT_GT(scores[1], scores[2]);  // it fits best
  EXPECT_GT(scores[2], 0);
  EXPECT_EQ(scores[4], 0);
}

TEST(EmotionShift, TheMeanMoodIsOfKnownSongsOnly) {
  const EmotionShift shift(square());
  const std::vector<int32_t> songs = {4, 0, 3, 3};
  Mood mood;
  ASSERT_TRUE(shift.find_mean_mood(songs.data(), 4, mood));
  EXPECT_DOUBLE_EQ(mood.valence, 2.0 / 3);
  EXPECT_DOUBLE_EQ(mood.arousal, 200.0 / 3);
  EXPECT_FALSE(shift.find_mean_mood(songs.data(), 1, mood));
}

TEST(EmotionShift, CataloguesWithoutMoodsAreRefused) {
  EXPECT_THAT(message_of_call<DataError>([] {
                EmotionShift({{kNotKnown, 1}, {0, 1}});
              }),
              HasSubstr("1 of 2 songs have valence and arousal"));
  EXPECT_THAT(message_of_call<DataError>([] {
                EmotionShift({{0, 1}, {3, 3}});
              }),
              HasSubstr("all songs have the same arousal"));
}

TEST(CatalogueMoods, AreColumnsOfTheCatalogue) {
  ListeningCatalogue catalogue;
  catalogue.ids = {"a", "b"};
  catalogue.feature_names = {"tempo", "energy", "valence"};
  catalogue.features = {120, 0.5F, 0.1F, 90, 0.25F, 0.75F};
  const CatalogueMoods moods = read_song_moods(catalogue, "valence", "energy");
  EXPECT_THAT(moods.valence, ElementsAre(0.1F, 0.75F));
  EXPECT_THAT(moods.arousal, ElementsAre(0.5F, 0.25F));
  EXPECT_THAT(message_of_call<ConfigError>([&] { read_song_moods(catalogue, "valence", "arousal"); }),
              HasSubstr("no feature 'arousal': expected tempo, energy or valence"));
}

TEST(TradeOff, AStrongerShiftFitsBetterAndCostsHits) {
  // Everybody plays sad songs (0 to 4); happy ones (5 to 9) are less popular.
  std::vector<next_song_tests::ExampleSequence> sequences;
  for (int32_t stream = 0; stream < 10; ++stream)
    sequences.push_back({stream, Split::kTrain, {0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}});
  sequences.push_back({10, Split::kTest, {0, 1, 2, 3, 4}});
  const ListeningData data = make_listening(10, sequences);
  CatalogueMoods moods;
  for (int i = 0; i < 10; ++i) {
    moods.valence.push_back(i < 5 ? 0.1F : 0.9F);
    moods.arousal.push_back(static_cast<float>(i % 5) / 10);
  }
  const EmotionShift shift(moods);
  const ListeningPositions positions = list_positions(data, Split::kTest);
  const auto ranker = make_ranker(gather_training_plays(data), {"popularity"});
  TradeOffOptions options;
  options.strengths = {0, 1, 8};
  options.list_length = 5;
  const auto curves = measure_trade_off(*ranker, positions, shift, options);
  ASSERT_EQ(curves.size(), 5U);
  EXPECT_EQ(curves[0].wanted, "history");
  EXPECT_EQ(curves[0].num_positions, 4);
  EXPECT_EQ(curves[3].wanted, "high_valence_low_arousal");
  const auto& points = curves[3].points;
  EXPECT_GT(points[0].mean_distance, points[1].mean_distance);
  EXPECT_GT(points[1].mean_distance, points[2].mean_distance);
  EXPECT_LT(points[2].mean_distance, curves[3].catalogue_distance);
  EXPECT_GT(points[0].scores.values[kMrrAt20], points[2].scores.values[kMrrAt20]);
  // At strength 0 every curve has the ranker's own scores.
  for (const TradeOffCurve& curve : curves)
    EXPECT_EQ(curve.points[0].scores.values[kMrrAt20], curves[0].points[0].scores.values[kMrrAt20]);
}

TEST(TradeOff, AHistoryWithoutAKnownMoodIsNoPosition) {
  const ListeningData data = make_listening(3, {{0, Split::kTrain, {0, 1, 2}}, {1, Split::kTest, {2, 0, 1}}});
  const EmotionShift shift({{0, 1, kNotKnown}, {0, 1, kNotKnown}});
  const auto ranker = make_ranker(gather_training_plays(data), {"popularity"});
  const auto curves = measure_trade_off(*ranker, list_positions(data, Split::kTest), shift);
  EXPECT_EQ(curves[0].num_positions, 1);
  EXPECT_EQ(curves[1].num_positions, 2);
}

}  // namespace
}  // namespace affekt
