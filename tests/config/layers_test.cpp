// `base:` chains, `--set` overrides and the environment in paths.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/config/config_test_helpers.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ConfigBase, MapsMergeAndOtherValuesReplace) {
  const ConfigFolder folder;
  folder.write("a.yaml", kMinimalConfig +
                             "model: {channels: [8, 16], residual_blocks: [0, 1], dropout: 0.1}\n"
                             "train: {epochs: 30, optimizer: {lr: 0.2, momentum: 0.8}}\n");
  folder.write("b.yaml", "base: a.yaml\nname: b\nmodel: {channels: [4, 4]}\ntrain: {optimizer: {lr: 0.3}}\n");
  const ExperimentConfig config = folder.load("b.yaml");
  EXPECT_EQ(config.name, "b");
  EXPECT_EQ(config.data.path, "faces");
  EXPECT_THAT(config.model.channels, ElementsAre(4, 4));
  EXPECT_THAT(config.model.residual_blocks, ElementsAre(0, 1));
  EXPECT_EQ(config.model.dropout, 0.1);
  EXPECT_EQ(config.train.epochs, 30);
  EXPECT_EQ(config.train.optimizer.lr, 0.3);
  EXPECT_EQ(config.train.optimizer.momentum, 0.8);
}

TEST(ConfigBase, IsRelativeToTheFileThatNamesItAndChains) {
  const ConfigFolder folder;
  folder.write("common/root.yaml", kMinimalConfig + "train: {seed: 5, epochs: 5}\n");
  folder.write("common/middle.yaml", "base: root.yaml\ntrain: {epochs: 6}\n");
  folder.write("deep/top.yaml", "base: ../common/middle.yaml\nname: top\n");
  const ExperimentConfig config = folder.load("deep/top.yaml");
  EXPECT_EQ(config.name, "top");
  EXPECT_EQ(config.train.seed, 5);
  EXPECT_EQ(config.train.epochs, 6);
}

TEST(ConfigBase, AFaultIsToldInTheFileThatHasIt) {
  const ConfigFolder folder;
  folder.write("a.yaml", kMinimalConfig + "train: {epoch: 3}\n");
  folder.write("b.yaml", "base: a.yaml\n\ntrain:\n  seed: x\n");
  EXPECT_EQ(folder.error_of("b.yaml"),
            "a.yaml:3:9: train.epoch: unknown key; did you mean \"epochs\"?\n"
            "b.yaml:4:9: train.seed: expected an integer from 0 to 9007199254740991, got \"x\"");
}

TEST(ConfigBase, AValueThatReplacesASectionIsRefused) {
  const ConfigFolder folder;
  folder.write("a.yaml", kMinimalConfig + "train: {epochs: 30}\n");
  folder.write("b.yaml", "base: a.yaml\ntrain: 3\n");
  EXPECT_EQ(folder.error_of("b.yaml"),
            "b.yaml:2:8: train: expected keys below it, such as train.seed, got 3");
}

TEST(ConfigBase, ACycleIsRefusedWithItsChain) {
  const ConfigFolder folder;
  folder.write("a.yaml", "base: b.yaml\n");
  folder.write("b.yaml", "name: b\nbase: c.yaml\n");
  folder.write("c.yaml", "base: ./a.yaml\n");
  EXPECT_EQ(folder.error_of("a.yaml"),
            "c.yaml:1:7: base: expected files that don't lead back to themselves, got "
            "a.yaml -> b.yaml -> c.yaml -> a.yaml");
  folder.write("self.yaml", "base: self.yaml\n");
  EXPECT_EQ(
      folder.error_of("self.yaml"),
      "self.yaml:1:7: base: expected files that don't lead back to themselves, got self.yaml -> self.yaml");
}

TEST(ConfigBase, AMissingOrFaultyBaseIsTold) {
  const ConfigFolder folder;
  folder.write("a.yaml", "base: none.yaml\n");
  EXPECT_EQ(folder.error_of("a.yaml"), "a.yaml:1:7: base: none.yaml: cannot read: No such file or directory");
  folder.write("b.yaml", "base: [a.yaml]\n");
  EXPECT_EQ(folder.error_of("b.yaml"), "b.yaml:1:7: base: expected the path of a YAML file, got a list");
  folder.write("c.yaml", "base:\n");
  EXPECT_EQ(folder.error_of("c.yaml"), "c.yaml:1:1: base: expected the path of a YAML file, got nothing");
}

TEST(ConfigBase, IsNotAKeyOfAConfigInsideAModel) {
  EXPECT_THAT(error_behind_minimal("base: other.yaml\n"), StartsWith("test.yaml:3:1: base: unknown key"));
}

TEST(ConfigFile, ThatIsMissingOrEmptyIsTold) {
  const ConfigFolder folder;
  EXPECT_EQ(folder.error_of("none.yaml"), "none.yaml: cannot read: No such file or directory");
  folder.write("comments.yaml", "# nothing yet\n");
  EXPECT_THAT(folder.error_of("comments.yaml"), StartsWith("comments.yaml:1:1: name: missing key"));
  folder.write("words.yaml", "epochs:3\n");
  EXPECT_EQ(folder.error_of("words.yaml"),
            "words.yaml:1:1: expected keys such as \"name: ...\" and \"train:\", got \"epochs:3\"");
}

class ConfigOverride : public testing::Test {
 protected:
  void SetUp() override { folder_.write("a.yaml", kMinimalConfig + "train:\n  epochs: 30\n"); }
  std::string error_of(const std::string& text) const { return folder_.error_of("a.yaml", {text}); }
  ConfigFolder folder_;
};

TEST_F(ConfigOverride, ComesLastAndTheLastOneWins) {
  const ExperimentConfig config = folder_.load(
      "a.yaml", {"train.epochs=4", "train.epochs=5", "train.optimizer.lr=1e-3", "model.channels=[1,2]",
                 "model.residual_blocks=[0, 0]", "evaluate={pictures: false}", "data.path=a=b",
                 "data.source=ravdess", "data.split.test_actors=[3, 4]"});
  EXPECT_EQ(config.train.epochs, 5);
  EXPECT_EQ(config.train.optimizer.lr, 0.001);
  EXPECT_THAT(config.model.channels, ElementsAre(1, 2));
  EXPECT_THAT(config.data.split.test_actors, ElementsAre(3, 4));
  EXPECT_FALSE(config.evaluate.pictures);
  EXPECT_EQ(config.data.path, "a=b");
}

TEST_F(ConfigOverride, TakesAListOfTexts) {
  folder_.write("songs.yaml", "name: a\ndata: {source: songs, path: x}\nmodel: {name: song_kmeans}\n");
  const ExperimentConfig config = folder_.load("songs.yaml", {"model.features.columns=[energy, valence]"});
  EXPECT_THAT(config.model.features.columns, ElementsAre("energy", "valence"));
}

TEST_F(ConfigOverride, SuppliesARequiredKey) {
  folder_.write("b.yaml", "name: b\n");
  EXPECT_EQ(folder_.load("b.yaml", {"data.path=x"}).data.path, "x");
}

TEST_F(ConfigOverride, IsNamedInItsErrors) {
  EXPECT_EQ(error_of("train.epoch=3"),
            "--set train.epoch=3: train.epoch: unknown key; did you mean \"epochs\"?");
  EXPECT_EQ(error_of("train.epochs=ten"),
            "--set train.epochs=ten: train.epochs: expected an integer from 1 to 10000, got \"ten\"");
  EXPECT_EQ(error_of("train.epochs="),
            "--set train.epochs=: train.epochs: expected an integer from 1 to 10000, got nothing");
  EXPECT_EQ(error_of("train.epochs.x=3"),
            "--set train.epochs.x=3: train.epochs: expected an integer from 1 to 10000, got a map");
  EXPECT_EQ(error_of("train=3"), "--set train=3: train: expected keys below it, such as train.seed, got 3");
  EXPECT_EQ(error_of("train={seed: 1, seed: 2}"), "--set train={seed: 1, seed: 2}: train.seed: repeated key");
  EXPECT_THAT(error_of("train.epochs=[1"), StartsWith("--set train.epochs=[1: not valid YAML: "));
}

TEST_F(ConfigOverride, ThatBringsAContradictionIsNamed) {
  EXPECT_EQ(
      error_of("train.epochs=1"),
      "--set train.epochs=1: train.schedule.warmup_epochs: expected fewer than train.epochs (1), got 2");
  folder_.write("b.yaml", kMinimalConfig + "train: {schedule: {warmup_epochs: 5}}\n");
  EXPECT_EQ(
      folder_.error_of("b.yaml", {"train.epochs=4"}),
      "--set train.epochs=4: train.schedule.warmup_epochs: expected fewer than train.epochs (4), got 5");
}

TEST_F(ConfigOverride, LeavesAFileFaultInTheFile) {
  folder_.write("b.yaml", "name: b\ndata:\n  source: x\n");
  EXPECT_EQ(folder_.error_of("b.yaml", {"data.source=y"}),
            "b.yaml:2:1: data.path: missing key; expected a path");
}

TEST_F(ConfigOverride, NeedsAKeyAndAValue) {
  EXPECT_EQ(error_of("train.epochs"), "--set train.epochs: expected key.path=value, such as train.epochs=30");
  EXPECT_EQ(error_of("=3"), "--set =3: expected key.path=value, got an empty key");
  EXPECT_EQ(error_of("train..epochs=3"), "--set train..epochs=3: expected key.path=value, got an empty key");
  EXPECT_EQ(error_of("train.=3"), "--set train.=3: expected key.path=value, got an empty key");
  EXPECT_THAT(error_of("base=a.yaml"), HasSubstr("expected in a config file only"));
}

class ConfigEnvironment : public testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("AFFEKT_TEST_UNSET");
    ::setenv("AFFEKT_TEST_SET", "/some where", 1);
    ::setenv("AFFEKT_TEST_EMPTY", "", 1);
  }
  static std::string read_path(const std::string& path) {
    return parse_experiment("name: a\ndata: {path: \"" + path + "\"}\n", "t").data.path;
  }
  static std::string error_of(const std::string& path) {
    return error_of_text("name: a\ndata: {path: \"" + path + "\"}\n");
  }
};

TEST_F(ConfigEnvironment, FillsPathsAsAShellDoes) {
  EXPECT_EQ(read_path("${AFFEKT_TEST_SET}/fer"), "/some where/fer");
  EXPECT_EQ(read_path("${AFFEKT_TEST_SET:-x}"), "/some where");
  EXPECT_EQ(read_path("${AFFEKT_TEST_UNSET:-datasets/fer2013}"), "datasets/fer2013");
  EXPECT_EQ(read_path("${AFFEKT_TEST_EMPTY:-x}"), "x");
  EXPECT_EQ(read_path("a${AFFEKT_TEST_UNSET:-}b${AFFEKT_TEST_SET}c"), "ab/some wherec");
  EXPECT_EQ(read_path("$AFFEKT_TEST_SET/fer"), "/some where/fer");
  EXPECT_EQ(read_path("cost$/$1/$"), "cost$/$1/$");
  EXPECT_EQ(read_path("$$AFFEKT_TEST_SET"), "$AFFEKT_TEST_SET");
}

TEST_F(ConfigEnvironment, TheWaveDashIsTheHomeFolder) {
  const std::string before = ::getenv("HOME") == nullptr ? "" : ::getenv("HOME");
  ::setenv("HOME", "/home/an na", 1);
  EXPECT_EQ(read_path("~/fer"), "/home/an na/fer");
  EXPECT_EQ(read_path("~"), "/home/an na");
  EXPECT_EQ(read_path("a~/b"), "a~/b");
  EXPECT_EQ(read_path("./~x"), "./~x");
  EXPECT_EQ(
      error_of("~otto/x"),
      "test.yaml:2:14: data.path: expected ~/ for your own home folder, got \"~otto\"; write another one in "
      "full, or ./~... for a folder of that name");
  const ConfigFolder folder;
  folder.write("a.yaml", "name: a\ndata: {path: x}\n");
  EXPECT_EQ(folder.load("a.yaml", {"data.prepared_dir=~/prepared"}).data.prepared_dir,
            "/home/an na/prepared");
  ::setenv("HOME", before.c_str(), 1);
}

TEST_F(ConfigEnvironment, TheEffectiveConfigGivesTheSamePathAgain) {
  for (const std::string path : {"a$b/${c}$", "~x", "$$"}) {
    ExperimentConfig config = parse_experiment(kMinimalConfig, "t");
    config.data.path = path;
    const std::string again = parse_experiment(to_yaml(config), "t").data.path;
    EXPECT_EQ(again, path.front() == '~' ? "./" + path : path);
  }
}

TEST_F(ConfigEnvironment, SaysWhatIsMissing) {
  EXPECT_EQ(error_of("${AFFEKT_TEST_UNSET}/x"),
            "test.yaml:2:14: data.path: expected the environment variable AFFEKT_TEST_UNSET to be set, got "
            "nothing; "
            "set it or write ${AFFEKT_TEST_UNSET:-default} (a $ of the path itself is $$)");
  EXPECT_THAT(error_of("$AFFEKT_TEST_UNSET/x"),
              HasSubstr("the environment variable AFFEKT_TEST_UNSET to be set"));
  EXPECT_EQ(error_of("${AFFEKT_TEST_SET"),
            "test.yaml:2:14: data.path: expected a closing brace behind \"${AFFEKT_TEST_SET\"");
  EXPECT_EQ(error_of("${A-B}"),
            "test.yaml:2:14: data.path: expected ${NAME} or ${NAME:-default}, got ${A-B}");
}

/// "gr\xF6sser" is Latin-1.
TEST_F(ConfigEnvironment, PathsKeepBytesThatAreNoUtf8) {
  ::setenv("AFFEKT_TEST_SET", "/gr\xF6sser", 1);
  EXPECT_EQ(read_path("${AFFEKT_TEST_SET}/x"), "/gr\xF6sser/x");
  EXPECT_EQ(read_path("/gr\xF6sser"), "/gr\xF6sser");
  EXPECT_EQ(read_path("/gr\\\\xF6sser"), "/gr\xF6sser") << "as messages and the effective config show it";
  EXPECT_EQ(read_path("${AFFEKT_TEST_UNSET:-gr\\\\xF6sser}"), "gr\xF6sser");
}

TEST_F(ConfigEnvironment, OtherTextsThatAreNoUtf8AreRefused) {
  EXPECT_THAT(error_behind_minimal("model: {name: gr\xF6sser}\n"),
              testing::AllOf(HasSubstr("got \"gr\\\\xF6sser\""),
                             HasSubstr("not UTF-8; save the YAML file as UTF-8")));
}

TEST_F(ConfigEnvironment, AnEmptyPathIsNoPath) {
  EXPECT_THAT(error_of("${AFFEKT_TEST_UNSET:-}"),
              StartsWith("test.yaml:2:14: data.path: expected a path, got "));
}

TEST_F(ConfigEnvironment, IsReadInPathsOnly) {
  EXPECT_THAT(error_behind_minimal("train: {precision: \"${AFFEKT_TEST_UNSET:-fp32}\"}\n"),
              HasSubstr("train.precision: expected auto, fp32 or bf16"));
  EXPECT_EQ(parse_experiment(kMinimalConfig + "model: {name: \"${AFFEKT_TEST_SET}\"}\n", "t").model.name,
            "${AFFEKT_TEST_SET}");
}

}  // namespace
}  // namespace affekt
