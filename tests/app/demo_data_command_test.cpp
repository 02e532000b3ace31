// `affekt demo-data`: each data set has options of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/affekt_process.h"

namespace affekt::testing_app {
namespace {

using testing::HasSubstr;

TEST(DemoDataCommand, RefusesTheOptionsOfAnotherDataSet) {
  const TemporaryFolder folder;
  const std::string target = (folder / "demo").string();
  using Options = std::vector<std::pair<std::string, std::string>>;
  const Options of_images = {{"--num-train", "200"}, {"--num-validation", "200"}, {"--num-test", "200"}},
                of_sound = {{"--num-actors", "2"}, {"--num-repetitions", "2"}, {"--sample-rate", "16000"}},
                of_songs = {{"--num-songs", "200"}};
  const auto expect_refused = [&](const std::string& name, const Options& options) {
    for (const auto& [option, value] : options) {
      const ProcessResult result = run_affekt({"demo-data", name, target, option, value});
      EXPECT_EQ(result.exit_code, 2) << result.err;
      EXPECT_THAT(result.err, HasSubstr(name + " has no " + option));
    }
  };
  expect_refused("fer2013", of_sound);
  expect_refused("fer2013", of_songs);
  expect_refused("ravdess", of_images);
  expect_refused("songs", of_sound);
  expect_refused("songs", {{"--layout", "folders"}});
  EXPECT_FALSE(std::filesystem::exists(target));
}

TEST(DemoDataCommand, MakesTheSongsThatAreAskedFor) {
  const TemporaryFolder folder;
  const std::filesystem::path target = folder / "demo";
  const ProcessResult result = run_affekt({"demo-data", "songs", target.string(), "--num-songs", "150"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("150 songs"));
  for (const char* file : {"tracks_features.csv", "songs_vad.csv", "data_moods.csv"}) {
    EXPECT_TRUE(std::filesystem::exists(target / file)) << file;
  }
}

TEST(DemoDataCommand, MakesTheVoicesThatAreAskedFor) {
  const TemporaryFolder folder;
  const std::filesystem::path target = folder / "demo";
  const ProcessResult result = run_affekt({"demo-data", "ravdess", target.string(), "--num-actors", "1",
                                           "--num-repetitions", "1", "--layout", "flat"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("30 recordings"));
  EXPECT_TRUE(std::filesystem::exists(target / "03-01-08-02-02-01-02.wav"));
}

}  // namespace
}  // namespace affekt::testing_app
