#include "config/prepared_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using nlohmann::json;
using testing::Optional;

DataConfig make_config(const std::string& source) {
  DataConfig config;
  config.source = source;
  return config;
}

TEST(PreparedOptions, AreThoseOfTheirOwnDataSet) {
  EXPECT_EQ(list_prepared_options(make_config("songs")),
            json({{"source", "songs"}, {"on_bad_sample", "error"}, {"max_speechiness", 1.0}}));
  EXPECT_FALSE(list_prepared_options(make_config("fer2013")).contains("source_options"));
  EXPECT_TRUE(list_prepared_options(make_config("ravdess")).contains("source_options"));
  EXPECT_FALSE(list_prepared_options(make_config("emotic")).contains("near_duplicate_distance"));
}

TEST(PreparedOptions, OfTheSameConfigDoNotDiffer) {
  for (const char* source : {"fer2013", "ravdess", "emotic", "songs", "listening"}) {
    const DataConfig config = make_config(source);
    EXPECT_EQ(find_other_option(list_prepared_options(config), config), std::nullopt) << source;
  }
}

TEST(PreparedOptions, AnotherOneIsNamedAsInTheConfig) {
  const auto find_other = [](const DataConfig& prepared, const DataConfig& config) {
    return find_other_option(list_prepared_options(prepared), config);
  };
  DataConfig actors = make_config("ravdess");
  actors.split.plan = "leave_actors_out";
  actors.split.test_actors = {1, 2};
  DataConfig more = actors;
  more.split.test_actors = {1, 2, 3};
  EXPECT_THAT(
      find_other(actors, more),
      Optional(std::string("data.split.test_actors is [1,2,3], and the file was prepared with [1,2]")));
  DataConfig folds = actors;
  folds.split.plan = "ravdess_5fold";
  EXPECT_THAT(find_other(actors, folds), Optional(testing::HasSubstr("data.split.plan is")));
  DataConfig small = make_config("emotic"), large = small;
  large.people.body_px = small.people.body_px + 1;
  EXPECT_THAT(find_other(small, large), Optional(testing::StartsWith("data.people.body_px is ")));
  DataConfig time = make_config("listening"), last = time;
  last.listening.split = "last_play";
  EXPECT_THAT(find_other(time, last),
              Optional(std::string("data.listening.split is \"last_play\", and the file "
                                   "was prepared with \"by_time\"")));
}

TEST(PreparedOptions, WhatTheFileDoesNotKnowIsNoDifference) {
  DataConfig config = make_config("listening");
  config.listening.min_played_seconds = 7;  // of one layout only
  json options = list_prepared_options(make_config("listening"));
  EXPECT_NE(find_other_option(options, config), std::nullopt);
  options.erase("min_played_seconds");
  EXPECT_EQ(find_other_option(options, config), std::nullopt);
}

}  // namespace
}  // namespace affekt
