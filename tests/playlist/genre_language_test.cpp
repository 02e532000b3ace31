#include "playlist/genre_language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(GenreLanguage, AGenreHasTheLanguageOfItsWords) {
  EXPECT_EQ(language_of_genre("modern bollywood"), "hindi");
  EXPECT_EQ(language_of_genre("Malaysian Tamil Pop"), "tamil");
  EXPECT_EQ(language_of_genre("trap latino"), "latin");
  EXPECT_EQ(language_of_genre("k-pop girl group"), "korean");
  EXPECT_EQ(language_of_genre("puerto rican pop"), "latin");
  EXPECT_EQ(language_of_genre("contemporary country"), "english");
  EXPECT_EQ(language_of_genre("pop"), "english");
}

TEST(GenreLanguage, WhatNoRuleNamesIsUnknown) {
  EXPECT_EQ(language_of_genre("edm"), "");
  EXPECT_EQ(language_of_genre("scandipop"), "");
  EXPECT_EQ(language_of_genre(""), "");
  // Where the artist is from, not what is sung.
  EXPECT_EQ(language_of_genre("german techno"), "");
  EXPECT_EQ(language_of_genre("dutch trance"), "");
  EXPECT_EQ(language_of_genre("french romanticism"), "");
  EXPECT_EQ(language_of_genre("german pop"), "german");
  EXPECT_EQ(language_of_genre("dance pop"), "english");
  EXPECT_EQ(language_of_genre("trainspotting"), "");  // "rai" is a word, not a part of one
}

TEST(GenreLanguage, AnArtistHasTheLanguageOfMostGenres) {
  EXPECT_THAT(languages_of_genres({"pop", "r&b"}), ElementsAre("english"));
  EXPECT_THAT(languages_of_genres({"pop", "rap", "k-pop"}), ElementsAre("korean"));
  EXPECT_THAT(languages_of_genres({"filmi", "desi pop", "tamil pop"}), ElementsAre("hindi"));
  EXPECT_THAT(languages_of_genres({"tamil pop", "filmi"}), ElementsAre("hindi", "tamil"));
  EXPECT_THAT(languages_of_genres({"edm", "house"}), IsEmpty());
  EXPECT_THAT(languages_of_genres({}), IsEmpty());
}

}  // namespace
}  // namespace affekt
