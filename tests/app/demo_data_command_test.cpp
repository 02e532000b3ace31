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
  for (const char* option : {"--num-train", "--num-validation", "--num-test"}) {
    const ProcessResult result = run_affekt({"demo-data", "ravdess", target, option, "70"});
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr(std::string("ravdess has no ") + option));
  }
  for (const char* option : {"--num-actors", "--num-repetitions", "--sample-rate"}) {
    const ProcessResult result = run_affekt({"demo-data", "fer2013", target, option, "2"});
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr(std::string("fer2013 has no ") + option));
  }
  EXPECT_FALSE(std::filesystem::exists(target));
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
