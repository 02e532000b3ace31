// What the command line understands, and what it says to the rest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/front/parse_command_line.h"
#include "core/error.h"
#include "tests/app/affekt_process.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_app::run_affekt;

const std::vector<std::string> kCommands = {"run",       "prepare", "train",       "evaluate",  "export",
                                            "compare",   "list",    "config",      "demo-data", "completion",
                                            "doctor",    "man",     "sweep",       "reproduce", "verify",
                                            "recommend", "serve",   "export-site", "spotify"};

template <class Command>
Command parse(const std::vector<std::string>& arguments) {
  return std::get<Command>(std::get<EngineCommand>(parse_command_line(arguments).line.value().command));
}

std::string error_of(const std::vector<std::string>& arguments) {
  try {
    parse_command_line(arguments);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

TEST(CommandLine, OptionsMayStandBeforeAndBehindTheConfig) {
  const auto run = parse<RunCommand>(
      {"run", "--set", "a.b=1", "x.yaml", "--out", "somewhere", "--set", "c=[1, 2]", "--no-pictures"});
  EXPECT_EQ(run.run.config.path, "x.yaml");
  EXPECT_THAT(run.run.config.overrides, ElementsAre("a.b=1", "c=[1, 2]"));
  EXPECT_EQ(run.run.out, "somewhere");
  EXPECT_TRUE(run.no_pictures);
  EXPECT_FALSE(run.run.resume);
}

TEST(CommandLine, HelpOnACommandThatIsNotThereIsRefused) {
  EXPECT_THAT(error_of({"evaluat", "--help"}),
              AllOf(HasSubstr("'evaluat'"), HasSubstr("did you mean 'evaluate'")));
  EXPECT_TRUE(parse_command_line({"--help"}).help);
  EXPECT_TRUE(parse_command_line({"evaluate", "--help"}).help);
}

TEST(CommandLine, PathsWithSpacesStayWhole) {
  EXPECT_EQ(parse<EvaluateCommand>({"evaluate", "my runs/first one", "--data", "a b.h5"}).model,
            "my runs/first one");
  EXPECT_EQ(parse<EvaluateCommand>({"evaluate", "my runs/first one", "--data", "a b.h5"}).data, "a b.h5");
}

TEST(CommandLine, VerboseAndQuietSetTheLogLevelOnEitherSideOfTheCommand) {
  EXPECT_EQ(parse_command_line({"export", "r"}).line->log_level, LogLevel::kInfo);
  EXPECT_EQ(parse_command_line({"export", "r", "-v"}).line->log_level, LogLevel::kDebug);
  EXPECT_EQ(parse_command_line({"-v", "export", "r"}).line->log_level, LogLevel::kDebug);
  EXPECT_EQ(parse_command_line({"export", "--quiet", "r"}).line->log_level, LogLevel::kWarning);
  EXPECT_THAT(error_of({"export", "r", "-v", "-q"}), HasSubstr("exclude each other"));
}

TEST(CommandLine, MisspeltCommandsAndOptionsGetASuggestion) {
  EXPECT_THAT(error_of({"trian", "x.yaml"}),
              AllOf(HasSubstr("unknown command 'trian'"), HasSubstr("'train'")));
  EXPECT_THAT(error_of({"run", "x.yaml", "--resme"}),
              AllOf(HasSubstr("unknown option '--resme'"), HasSubstr("did you mean '--resume'?")));
  EXPECT_THAT(error_of({"demo-data", "fer2013", "d", "--sead=3"}), HasSubstr("did you mean '--seed'?"));
  EXPECT_THAT(error_of({"dance"}),
              AllOf(HasSubstr("unknown command 'dance'"), testing::Not(HasSubstr("did you"))));
}

TEST(CommandLine, MissingAndSurplusArgumentsAreNamed) {
  EXPECT_THAT(error_of({"run"}), HasSubstr("CONFIG"));
  EXPECT_THAT(error_of({"compare", "a.json"}), HasSubstr("SECOND"));
  EXPECT_THAT(error_of({"run", "a.yaml", "b.yaml"}), HasSubstr("unexpected argument 'b.yaml'"));
  EXPECT_THAT(error_of({}), HasSubstr("a command is missing"));
  EXPECT_THAT(error_of({"run", "a.yaml", "--set"}), HasSubstr("--set"));
  EXPECT_THAT(error_of({"demo-data", "fer2013", "d", "--seed", "many"}), HasSubstr("--seed"));
}

TEST(CommandLine, ContradictionsAreRefused) {
  EXPECT_THAT(error_of({"train", "a.yaml", "--resume", "--overwrite"}), HasSubstr("exclude each other"));
  EXPECT_THAT(error_of({"evaluate", "r", "--no-pictures", "--saliency", "3"}),
              HasSubstr("exclude each other"));
  EXPECT_THAT(error_of({"evaluate", "r", "--saliency", "201"}), HasSubstr("a whole number from 0 to 200"));
  EXPECT_THAT(error_of({"config"}), HasSubstr("CONFIG or --schema"));
  EXPECT_THAT(error_of({"config", "a.yaml", "--schema"}), HasSubstr("CONFIG or --schema"));
}

TEST(CommandLine, AnOptionThatIsGivenTwiceSaysSo) {
  EXPECT_EQ(error_of({"demo-data", "fer2013", "d", "--num-train", "7", "--num-train", "8"}),
            "--num-train is given 2 times, expected once (see 'affekt demo-data --help')");
  for (const char* option : {"--data", "--split", "--engine", "--out", "--file", "--window-s"})
    EXPECT_THAT(error_of({"evaluate", "r", option, "1", option, "1", option, "1"}),
                HasSubstr(option + std::string(" is given 3 times, expected once")));
  EXPECT_EQ(error_of({"export", "r", "-v", "-v"}), "no error");
}

TEST(CommandLine, AMissingOrEmptyValueIsNamed) {
  EXPECT_THAT(error_of({"compare", "a", "b", "--seed"}), HasSubstr("--seed: expected N, got nothing"));
  EXPECT_THAT(error_of({"compare", "a", "b", "--bootstrap-samples", "--seed", "3"}),
              HasSubstr("--bootstrap-samples: expected a whole number from 100 to 100000, got --seed"));
  EXPECT_THAT(error_of({"train", "a.yaml", "--out", ""}), HasSubstr("--out: expected DIR, got nothing"));
  EXPECT_THAT(error_of({"train", "a.yaml", "--out", "--resume"}),
              HasSubstr("--out: expected DIR, got --resume"));
  EXPECT_THAT(error_of({"train", "a.yaml", "--set", ""}),
              HasSubstr("--set: expected KEY=VALUE, got nothing"));
  EXPECT_THAT(error_of({"train", ""}), HasSubstr("CONFIG: expected a name, got nothing"));
  EXPECT_THAT(error_of({"demo-data", "fer2013", ""}), HasSubstr("DIR: expected a name, got nothing"));
  for (const char* option : {"--data", "--split", "--engine"})
    EXPECT_THAT(error_of({"evaluate", "r", option, ""}), HasSubstr(option + std::string(": expected ")));
}

TEST(CommandLine, FlagsTakeNoValue) {
  EXPECT_THAT(error_of({"train", "a.yaml", "--resume=no"}), HasSubstr("--resume takes no value"));
  EXPECT_THAT(error_of({"--verbose=3", "export", "r"}), HasSubstr("--verbose takes no value"));
}

TEST(CommandLine, NumbersOutOfTheirRangeAreRefusedWithIt) {
  EXPECT_THAT(error_of({"compare", "a", "b", "--seed", "-1"}),
              HasSubstr("--seed: expected a whole number from 0 to 9223372036854775807, got -1"));
  EXPECT_THAT(error_of({"compare", "a", "b", "--bootstrap-samples", "5"}),
              HasSubstr("--bootstrap-samples: expected a whole number from 100 to 100000, got 5"));
  for (const char* wrong :
       {"99999999999999999999", "1000001", "6", "-5", "010", "0x10", "1.5", "1e3", "many", ""})
    EXPECT_THAT(error_of({"demo-data", "fer2013", "d", "--num-train", wrong}),
                HasSubstr("--num-train: expected a whole number from 7 to 1000000, got " +
                          std::string(*wrong == '\0' ? "nothing" : wrong)));
  EXPECT_THAT(error_of({"demo-data", "ravdess", "d", "--sample-rate", "22050"}),
              HasSubstr("--sample-rate: expected 16000 or 48000 Hz, got 22050"));
  EXPECT_EQ(parse<CompareCommand>({"compare", "a", "b", "--seed", "9223372036854775807"}).seed,
            uint64_t{9223372036854775807U});
}

TEST(CommandLine, EvaluateTakesASplitOrARecording) {
  const auto evaluate =
      parse<EvaluateCommand>({"evaluate", "r", "--file", "a talk.wav", "--window-s", "2.5"});
  EXPECT_EQ(evaluate.file, "a talk.wav");
  EXPECT_EQ(evaluate.window_s, 2.5);
  EXPECT_FALSE(evaluate.hop_s.has_value());
  EXPECT_THAT(error_of({"evaluate", "r", "--file", "a.wav", "--split", "test"}),
              HasSubstr("--file and --split exclude each other"));
  EXPECT_THAT(error_of({"evaluate", "r", "--data", "x.h5", "--file", "a.wav"}),
              HasSubstr("--file and --data exclude each other"));
  EXPECT_THAT(error_of({"evaluate", "r", "--file", "x.wav", "--saliency", "1"}),
              HasSubstr("--file and --saliency exclude each other"));
  EXPECT_THAT(error_of({"evaluate", "r", "--hop-s", "1"}), HasSubstr("--hop-s needs a recording: --file"));
  EXPECT_THAT(error_of({"evaluate", "r", "--file", ""}), HasSubstr("--file: expected AUDIO, got nothing"));
  EXPECT_THAT(error_of({"evaluate", "r", "--file", "a.wav", "--window-s", "long"}), HasSubstr("--window-s"));
}

TEST(CommandLineOfTheProgram, EveryCommandHasHelpWithAnExample) {
  const auto all = run_affekt({"--help"});
  EXPECT_EQ(all.exit_code, 0);
  EXPECT_THAT(all.err, IsEmpty());
  for (const std::string& command : kCommands) {
    EXPECT_THAT(all.out, HasSubstr("\n  " + command + " "));
    const auto help = run_affekt({command, "--help"});
    EXPECT_EQ(help.exit_code, 0) << command;
    EXPECT_THAT(help.out,
                AllOf(HasSubstr("Usage: affekt " + command), HasSubstr("Examples:\n  affekt " + command)));
    EXPECT_THAT(help.err, IsEmpty()) << command;
  }
}

TEST(CommandLineOfTheProgram, FaultsOfTheCommandLineEndWithCode2AndOneLine) {
  const auto result = run_affekt({"trian"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_EQ(result.err,
            "affekt: error: unknown command 'trian'; did you mean 'train'? (see 'affekt --help')\n");
}

TEST(CommandLineOfTheProgram, VersionNamesVersionAndCommit) {
  const auto result = run_affekt({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, testing::MatchesRegex("affekt [0-9]+\\.[0-9]+\\.[0-9]+ \\(.*\\)\n"));
}

}  // namespace
}  // namespace affekt
