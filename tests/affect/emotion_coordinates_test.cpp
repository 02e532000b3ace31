#include "affect/emotion_coordinates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/error.h"

namespace affekt {
namespace {

TEST(EmotionCoordinates, CoverTheClassesOfFer2013AndRavdess) {
  for (const char* name : {"angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"})
    EXPECT_EQ(coordinates_of(name).emotion, name);
  for (const char* name : {"neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"})
    EXPECT_EQ(coordinates_of(name).emotion, name);
  std::set<std::string> names;
  for (const auto& one : emotion_coordinates()) EXPECT_TRUE(names.insert(one.emotion).second) << one.emotion;
  EXPECT_EQ(names.size(), 10u);
}

TEST(EmotionCoordinates, LieOnTheScaleOfTheNorms) {
  for (const auto& one : emotion_coordinates())
    for (const double value : {one.valence, one.arousal, one.dominance}) {
      EXPECT_GE(value, 1) << one.emotion;
      EXPECT_LE(value, 9) << one.emotion;
    }
}

// What any source of such coordinates says (Russell, 1980): a slip of the pen would break one of these.
TEST(EmotionCoordinates, AgreeWithTheCircumplex) {
  const NormScale& scale = norm_scale();
  for (const char* pleasant : {"happy", "calm", "surprise"})
    EXPECT_GT(coordinates_of(pleasant).valence, scale.valence_mean) << pleasant;
  for (const char* unpleasant : {"angry", "disgust", "fear", "sad"})
    EXPECT_LT(coordinates_of(unpleasant).valence, scale.valence_mean) << unpleasant;
  for (const char* aroused : {"angry", "fear", "surprise", "happy"})
    EXPECT_GT(coordinates_of(aroused).arousal, scale.arousal_mean) << aroused;
  for (const char* quiet : {"calm", "sad", "neutral"})
    EXPECT_LT(coordinates_of(quiet).arousal, scale.arousal_mean) << quiet;
}

TEST(EmotionCoordinates, AnUnknownClassIsNamedWithThoseThatAreKnown) {
  try {
    coordinates_of("contempt");
    FAIL() << "accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("'contempt'"));
    EXPECT_THAT(error.what(), testing::HasSubstr("surprised"));
  }
}

TEST(EmotionCoordinates, TheArtifactNamesSourceAndWords) {
  const auto json = describe_emotion_coordinates();
  EXPECT_THAT(json.at("source").get<std::string>(), testing::HasSubstr("Warriner"));
  EXPECT_EQ(json.at("emotions").size(), 10u);
  for (const auto& one : json.at("emotions"))
    EXPECT_EQ(one.at("word"), coordinates_of(one.at("emotion").get<std::string>()).word);
}

}  // namespace
}  // namespace affekt
