// What people write by habit of other programs, countries and editors: the message names the cause.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/config_test_helpers.h"

namespace affekt {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST(ConfigHabits, DotsAreForTheCommandLine) {
  EXPECT_EQ(error_behind_minimal("train.epochs: 3\n"),
            "test.yaml:3:1: train.epochs: unknown key; a file nests keys, dots are for --set: write \"train: "
            "{epochs: ...}\"");
  EXPECT_THAT(error_behind_minimal("train: {optimiser.lr: 3}\n"),
              HasSubstr("write \"train: {optimizer: {lr: ...}}\""));
}

TEST(ConfigHabits, ANumberWrittenAnotherWayGetsTheOneThatWasMeant) {
  const auto integer = [](const std::string& value) {
    return error_behind_minimal("train:\n  batch_size: " + value + "\n");
  };
  for (const std::string value : {"1,000", "1_000", "1 000", "1'000"})
    EXPECT_EQ(integer(value), "test.yaml:4:15: train.batch_size: expected an integer from 1 to 8192, got \"" +
                                  value + "\"; did you mean 1000?");
  EXPECT_THAT(integer("1.000"), HasSubstr("got 1.000; did you mean 1000 or 1?"));
  EXPECT_THAT(integer("10,000"), EndsWith("got \"10,000\""));  // neither reading is in the range
  const auto number = [](const std::string& value) {
    return error_behind_minimal("train:\n  speech:\n    crop_s: " + value + "\n");
  };
  EXPECT_THAT(number("2,5"), HasSubstr("did you mean 2.5?"));
  EXPECT_THAT(number("1,000"), HasSubstr("did you mean 1?"));
  EXPECT_THAT(number("300%"), HasSubstr("did you mean 3?"));
}

TEST(ConfigHabits, ACommaInBracesBeginsTheNextKey) {
  EXPECT_EQ(
      error_behind_minimal("train: {batch_size: 1,000}\n"),
      "test.yaml:3:23: train.000: unknown key; in braces a comma begins the next key: write the number in "
      "front of it without commas");
}

/// Octal to YAML 1.1, decimal to YAML 1.2.
TEST(ConfigHabits, ALeadingZeroIsRefusedInEveryNumber) {
  EXPECT_THAT(error_behind_minimal("train: {batch_size: 0128}\n"), HasSubstr("got 0128; did you mean 128?"));
  EXPECT_THAT(error_behind_minimal("train: {optimizer: {lr: 007}}\n"), HasSubstr("got 007; did you mean 7?"));
  EXPECT_THAT(error_behind_minimal("train: {optimizer: {lr: 00.1}}\n"),
              HasSubstr("got 00.1; did you mean 0.1?"));
  EXPECT_THAT(error_behind_minimal("train: {optimizer: {lr: 01e-3}}\n"), HasSubstr("did you mean 0.001?"));
  EXPECT_THAT(error_behind_minimal("model: {channels: [016, 8], residual_blocks: [0, 0]}\n"),
              HasSubstr("model.channels[0]: expected an integer from 1 to 4096, got 016; did you mean 16?"));
  const ConfigFolder folder;
  folder.write("a.yaml", kMinimalConfig);
  EXPECT_THAT(folder.error_of("a.yaml", {"train.optimizer.lr=007"}), HasSubstr("did you mean 7?"));
  EXPECT_EQ(error_behind_minimal("train: {optimizer: {lr: 0.1}, seed: 0, mixup_alpha: 0}\n"), "(no error)");
}

TEST(ConfigHabits, APathOfWindowsGetsItsCause) {
  const ConfigFolder folder;
  const auto error_of = [&](const std::string& path) {
    folder.write("test.yaml", "name: a\ndata: {path: " + path + "}\n");
    return folder.error_of("test.yaml");
  };
  EXPECT_EQ(
      error_of(R"("C:\temp\new")"),
      R"(test.yaml:2:14: data.path: expected a path, got "C:\temp\new" in quotes; it holds a control character: )"
      R"(in double quotes \t is a tab and \n a line end; write the path with /, and in WSL C: as /mnt/c)");
  EXPECT_THAT(error_of(R"("new\temp")"), HasSubstr("write the path with / or in single quotes"));
  EXPECT_EQ(
      error_of(R"("C:\data")"),
      "test.yaml:2:19: not valid YAML: unknown escape character: d; in double quotes a backslash begins an "
      "escape: write paths with /, and in WSL C: as /mnt/c");
  for (const std::string path : {R"('C:\temp\new')", "C:/temp/new"})
    EXPECT_THAT(error_of(path),
                HasSubstr("a path of Windows, and this is Linux; in WSL it is /mnt/c/temp/new"));
  EXPECT_EQ(error_of("/mnt/c/temp/new"), "(no error)");
}

/// Copied from a web page or a word processor.
TEST(ConfigHabits, ACharacterThatOnlyLooksLikeYamlsIsNamed) {
  EXPECT_EQ(error_of_text("name: a\ndata:\n\u00a0\u00a0path: x\n"),
            "test.yaml:3:1: \"\u00a0\u00a0path\" holds a no-break space (U+00A0), which is a letter to YAML; "
            "type the "
            "plain character in its place");
  EXPECT_EQ(
      error_of_text("name: a\ndata:\n  path:\u00a0x\n"),
      "test.yaml:3:3: data: expected keys below it, such as data.source, got \"path:\u00a0x\", which holds a "
      "no-break space (U+00A0)");
  EXPECT_THAT(error_behind_minimal("train:\n  epochs: 5\u00a0\n"),
              HasSubstr("train.epochs: \"5\u00a0\" holds a no-break space (U+00A0)"));
  EXPECT_THAT(error_behind_minimal("train:\n  epo\u200bchs: 5\n"),
              HasSubstr("an invisible zero-width space"));
  EXPECT_THAT(error_of_text("name: a\ndata: {path: \u201cx\u201d}\n"),
              HasSubstr("2:14: data.path: \"\u201cx\u201d\" holds a curved quotation mark (U+201C)"));
  EXPECT_THAT(error_behind_minimal("train: {epochs: \u22125}\n"),
              HasSubstr("a minus sign that is no hyphen"));
}

TEST(ConfigHabits, APathMayHoldWhatItsFolderIsCalled) {
  const std::string path = "/data/Anna\u2019s\u00a0faces \u2013 new";
  EXPECT_EQ(parse_experiment("name: a\ndata: {path: " + path + "}\n", "t").data.path, path);
  EXPECT_EQ(parse_experiment("name: a\ndata: {path: \"\u201cx\u201d\"}\n", "t").data.path, "\u201cx\u201d");
}

}  // namespace
}  // namespace affekt
