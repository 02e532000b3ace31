#include "affect/song_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using testing::HasSubstr;

SongModel make_model() {
  SongModel model;
  model.name = "demo";
  model.seed = 5;
  model.prepared_path = "/somewhere/songs.h5";
  model.config_digest = std::string(64, 'a');
  model.data_digest = std::string(64, 'b');
  model.columns = {"energy", "tempo", "key"};
  model.medians = {0.3f, 120.1f, 5};
  const std::vector<float> rows = {0.1f, 90, 0, 0.9f, 180, 3, 0.5f, 120.3f, 7, 0.2f, 100, 11};
  TransformOptions options;
  options.columns = model.columns;
  model.transform = fit_transform({rows.data(), 4, 3}, options);  // 4 outputs: the key has two
  model.num_clusters = 2;
  model.centroids = {0.1f, 1.0f / 3, -0.7f, 1e-20f, 3, 4, 5, 6};
  model.fit = {{"algorithm", "auto"}, {"inertia", 1.0 / 7}, {"num_songs", 4}};
  model.regression.target = "tags";
  model.regression.num_songs = 4;
  model.regression.num_folds = 2;
  model.regression.ridge = {4, 2, {1, 2, 3, 4, 5, 6, 7, 0.1f}, {0, 1}};
  model.regression.hidden = {4, 1, {1, 2, 3, 4}, {0}};
  model.regression.output = {1, 2, {1, 2}, {0, 1}};
  const CrossValidatedFit fit = {{0.1, 0.2}, {0, 0}, {1, 1}, {1, 1}, {0, 0}, {1, 1}};
  model.regression.ridge_fit = model.regression.network_fit = model.regression.mean_fit = fit;
  model.policy = make_emotion_policy({{0.5, 0.25}, {-1.0 / 3, -0.1}}, "test");
  return model;
}

class SongModelFile : public testing::Test {
 protected:
  std::string message_of(const nlohmann::json& json) {
    write_text_atomically(folder_ / "song_model.json", json.dump());
    try {
      read_song_model(folder_ / "song_model.json");
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "accepted";
  }
  nlohmann::json whole() {
    write_song_model(folder_ / "whole.json", make_model());
    return nlohmann::json::parse(read_text_file(folder_ / "whole.json"));
  }
  TemporaryFolder folder_;
};

TEST_F(SongModelFile, ReadingGivesTheSameBits) {
  auto model = make_model();
  SweepPoint point;
  point.k = 2;
  point.inertia = 1.0 / 3;
  point.silhouette = 0.123456789012345;
  model.sweep.points = {point};
  model.sweep.chosen_k = 2;
  model.sweep.rule = "silhouette";
  model.sweep.reason = "it was the only one";
  write_song_model(folder_ / "a.json", model);
  const SongModel read = read_song_model(folder_ / "a.json");
  write_song_model(folder_ / "b.json", read);
  EXPECT_EQ(read_text_file(folder_ / "a.json"), read_text_file(folder_ / "b.json"));
  EXPECT_EQ(read.centroids, model.centroids);
  EXPECT_EQ(read.medians, model.medians);
  EXPECT_EQ(read.transform.weight, model.transform.weight);
  EXPECT_EQ(read.transform.bias, model.transform.bias);
  EXPECT_EQ(read.fit, model.fit);
  EXPECT_EQ(read.sweep.points.at(0).silhouette, point.silhouette);
  EXPECT_EQ(read.regression.ridge.weight, model.regression.ridge.weight);
  EXPECT_EQ(read.policy.advice.at(2).weights, model.policy.advice.at(2).weights);
  EXPECT_EQ(read.prepared_path, model.prepared_path);
  EXPECT_EQ(read.seed, 5);
}

TEST_F(SongModelFile, EveryMissingPartIsNamed) {
  const auto json = whole();
  for (const auto& item : json.items()) {
    if (item.key() == "content_digest") continue;  // former versions wrote none
    auto damaged = json;
    damaged.erase(item.key());
    const auto message = message_of(damaged);
    EXPECT_THAT(message, HasSubstr(item.key()));
    EXPECT_THAT(message, HasSubstr("song_model.json"));
  }
}

TEST_F(SongModelFile, AChangeOfAnyNumberIsSeenAndNoChangeOfLayout) {
  auto json = whole();
  EXPECT_EQ(message_of(json), "accepted");  // in one line instead of many
  json["centroids"][3] = 0.5;
  EXPECT_THAT(message_of(json), HasSubstr("was changed after it was written"));
  json = whole();
  json["content_digest"] = "abc";
  EXPECT_THAT(message_of(json), HasSubstr("was changed after it was written"));
  json["content_digest"] = 5;
  EXPECT_THAT(message_of(json), HasSubstr("content_digest"));
}

TEST_F(SongModelFile, OfAFormerVersionHasNoDigestAndIsReadWithAWarning) {
  auto json = whole();
  json.erase("content_digest");
  testing::internal::CaptureStderr();
  EXPECT_EQ(message_of(json), "accepted");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("has no content_digest"));
}

TEST_F(SongModelFile, AnotherVersionIsRefused) {
  auto json = whole();
  json["version"] = 2;
  EXPECT_THAT(message_of(json), HasSubstr("expected 1, got 2"));
}

TEST_F(SongModelFile, SizesThatDoNotFitAreRefused) {
  auto json = whole();
  json["centroids"].push_back(1.0);
  EXPECT_THAT(message_of(json), HasSubstr("centroids"));
  json = whole();
  json["medians"].erase(0);
  EXPECT_THAT(message_of(json), HasSubstr("medians"));
  json = whole();
  json["policy"] = to_json(make_emotion_policy({{0, 0}}, "of one cluster"));
  EXPECT_THAT(message_of(json), HasSubstr("policy"));
  json = whole();
  json["columns"] = {"tempo", "energy", "key"};
  EXPECT_THAT(message_of(json), HasSubstr("transform"));
  json = whole();
  json["num_clusters"] = 1e15;
  EXPECT_THAT(message_of(json), HasSubstr("num_clusters"));
}

TEST_F(SongModelFile, WhatIsNoJsonOrNotThereIsRefused) {
  write_text_atomically(folder_ / "cut.json", "{\"version\": 1, ");
  EXPECT_THROW(read_song_model(folder_ / "cut.json"), ArtifactError);
  EXPECT_THROW(read_song_model(folder_ / "absent.json"), ArtifactError);
}

TEST_F(SongModelFile, WithoutRegressionAndPlacesItIsWhole) {
  auto model = make_model();
  model.regression = {};
  model.policy = make_emotion_policy({}, "none: nobody judged the songs");
  write_song_model(folder_ / "bare.json", model);
  const auto read = read_song_model(folder_ / "bare.json");
  EXPECT_EQ(read.regression.target, "none");
  EXPECT_TRUE(read.policy.clusters.empty());
  model.policy = {};
  write_song_model(folder_ / "bare.json", model);
  EXPECT_TRUE(read_song_model(folder_ / "bare.json").policy.advice.empty());
}

}  // namespace
}  // namespace affekt
