// What `affekt config` says to faulty configs: file:line:column, the key, what was expected, the nearest key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/app/affekt_process.h"

namespace affekt::testing_app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class ConfigFailures : public testing::Test {
 protected:
  /// @return stderr of `affekt config`, after checking that it fails as a config error
  std::string refuse(const std::string& yaml, const std::vector<std::string>& more = {}) {
    write_file(path(), yaml);
    std::vector<std::string> arguments = {"config", path()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = run_affekt(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_THAT(result.err, StartsWith("affekt: error: "));
    return result.err;
  }
  std::string path() const { return (folder_ / "experiment.yaml").string(); }

 private:
  TemporaryFolder folder_;
};

TEST_F(ConfigFailures, AnUnknownKeyIsNamedWithItsPlace) {
  EXPECT_THAT(refuse("name: x\ntrain:\n  colour: red\n"),
              AllOf(HasSubstr(path() + ":3:3"), HasSubstr("train.colour")));
}

TEST_F(ConfigFailures, AMisspeltKeyGetsTheNearestOne) {
  EXPECT_THAT(
      refuse("name: x\ntrain:\n  optimizer:\n    momentun: 0.9\n"),
      AllOf(HasSubstr(path() + ":4:5"), HasSubstr("train.optimizer.momentun"), HasSubstr("momentum")));
}

TEST_F(ConfigFailures, ARepeatedKeyIsRefused) {
  EXPECT_THAT(refuse("name: x\ntrain:\n  epochs: 3\n  epochs: 4\n"),
              AllOf(HasSubstr(path() + ":4:3"), HasSubstr("train.epochs")));
}

TEST_F(ConfigFailures, AValueOutOfRangeIsRefusedWithTheRange) {
  EXPECT_THAT(refuse("name: x\ntrain:\n  optimizer:\n    lr: -0.1\n"),
              AllOf(HasSubstr(path() + ":4:9"), HasSubstr("train.optimizer.lr"), HasSubstr("-0.1")));
  EXPECT_THAT(refuse("name: x\ntrain:\n  epochs: 0\n"), AllOf(HasSubstr("train.epochs"), HasSubstr("1")));
  EXPECT_THAT(refuse("name: x\ntrain:\n  label_smoothing: .nan\n"), HasSubstr("train.label_smoothing"));
}

TEST_F(ConfigFailures, AValueOfAnotherTypeOrChoiceIsRefused) {
  EXPECT_THAT(refuse("name: x\ntrain:\n  epochs: many\n"), AllOf(HasSubstr(":3:11"), HasSubstr("many")));
  EXPECT_THAT(refuse("name: x\ntrain:\n  precision: fp8\n"), AllOf(HasSubstr("fp8"), HasSubstr("bf16")));
}

TEST_F(ConfigFailures, AnOverrideIsCheckedLikeTheFile) {
  EXPECT_THAT(refuse("name: x\n", {"--set", "train.epoch=3"}),
              AllOf(HasSubstr("train.epoch"), HasSubstr("epochs"), HasSubstr("--set")));
  EXPECT_THAT(refuse("name: x\n", {"--set", "train.epochs=-3"}), HasSubstr("train.epochs"));
}

TEST_F(ConfigFailures, BrokenYamlAndAMissingFileAreNamed) {
  EXPECT_THAT(refuse("name: x\ntrain: [1, 2\n"), HasSubstr(path() + ":"));
  const ProcessResult result = run_affekt({"run", "no/such.yaml"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("no/such.yaml"));
}

TEST(ConfigCommandOutput, TheEffectiveConfigIsAConfigAgainAndGivesItself) {
  const TemporaryFolder folder;
  write_file(folder / "a.yaml", "name: x\ndata: {path: faces}\ntrain: {epochs: 7}\n");
  const ProcessResult first =
      run_affekt({"config", (folder / "a.yaml").string(), "--set", "train.batch_size=9"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out,
              AllOf(HasSubstr("epochs: 7\n"), HasSubstr("batch_size: 9\n"), HasSubstr("momentum: ")));
  write_file(folder / "b.yaml", first.out);
  EXPECT_EQ(run_affekt({"config", (folder / "b.yaml").string()}).out, first.out);
}

TEST(ConfigCommandOutput, TheSchemaIsJsonThatKnowsTheSections) {
  const ProcessResult result = run_affekt({"config", "--schema"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto schema = nlohmann::json::parse(result.out);
  for (const char* section : {"data", "model", "train", "evaluate", "export"}) {
    EXPECT_TRUE(schema.at("properties").contains(section)) << section;
  }
}

TEST(ConfigCommandOutput, EveryConfigOfTheProjectIsValid) {
  int num_configs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(AFFEKT_SOURCE_DIR "/configs")) {
    if (entry.path().extension() != ".yaml") continue;
    ++num_configs;
    const ProcessResult result = run_affekt({"config", entry.path().string()});
    EXPECT_EQ(result.exit_code, 0) << entry.path() << ": " << result.err;
  }
  EXPECT_GT(num_configs, 0);
}

TEST(ConfigCommandOutput, AFullDiskIsNoSuccess) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  const std::string command = "'" AFFEKT_PROGRAM "' config --schema > /dev/full 2>/dev/null";
  const int status = std::system(command.c_str());
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 4);
}

}  // namespace
}  // namespace affekt::testing_app
