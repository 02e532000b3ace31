// Completions and the manual page are made from the declarations that the program parses with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "app/front/declare_commands.h"
#include "app/front/describe_program.h"
#include "app/front/parse_command_line.h"
#include "core/error.h"
#include "tests/app/affekt_process.h"

namespace affekt::testing_app {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::string render(const std::vector<std::string>& arguments) {
  return parse_command_line(arguments).help.value();
}

ProgramDescription describe_affekt() {
  CLI::App app("affekt", "affekt");
  ParsedValues values;
  declare_commands(app, values);
  return describe_program(app);
}

/// What a shell command prints, errors too, and "code N" if it fails.
std::string run_shell(const std::string& command) {
  FILE* const pipe = popen(("exec 2>&1\n" + command).c_str(), "r");
  std::string text;
  char buffer[4096];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, count);
  const int status = pclose(pipe);
  return status == 0 ? text : text + "code " + std::to_string(status);
}

bool has_program(const std::string& name) {
  return run_shell("command -v " + name).find("code") == std::string::npos;
}

/// Bash with the script at work.
class BashCompletion : public testing::Test {
 protected:
  BashCompletion() {
    write_file(script(), render({"completion", "bash"}));
    write_file(folder_ / "a config.yaml", "");
    std::filesystem::create_directory(folder_ / "runs");
  }
  std::string script() const { return (folder_ / "affekt.bash").string(); }

  /// What is offered for the last of these words, as bash cuts them.
  std::vector<std::string> complete(const std::vector<std::string>& words) const {
    std::string text = "cd '" + folder_.path().string() + "'; source affekt.bash; COMP_WORDS=(";
    for (const std::string& word : words) text += "'" + word + "' ";
    text += "); COMP_CWORD=" + std::to_string(words.size() - 1) +
            "; _affekt; [[ ${#COMPREPLY[@]} -eq 0 ]] || printf '%s\\n' \"${COMPREPLY[@]}\"";
    write_file(folder_ / "ask.bash", text);
    const std::string told = run_shell("bash '" + (folder_ / "ask.bash").string() + "'");
    std::vector<std::string> offers;
    for (size_t begin = 0, end; (end = told.find('\n', begin)) != std::string::npos; begin = end + 1)
      offers.push_back(told.substr(begin, end - begin));
    return offers;
  }
  const TemporaryFolder folder_;
};

TEST_F(BashCompletion, BashAcceptsTheScriptAndKnowsTheProgram) {
  EXPECT_EQ(run_shell("bash -n '" + script() + "'"), "");
  EXPECT_EQ(run_shell("bash -c 'source " + script() + "; complete -p affekt'"),
            "complete -F _affekt affekt\n");
}

TEST_F(BashCompletion, CommandsAndOptionsAreOffered) {
  EXPECT_THAT(complete({"affekt", "ev"}), ElementsAre("evaluate"));
  EXPECT_THAT(complete({"affekt", "-v", "pre"}), ElementsAre("prepare"));
  EXPECT_THAT(complete({"affekt", "--ver"}), UnorderedElementsAre("--verbose", "--version"));
  EXPECT_THAT(complete({"affekt", "run", "x.yaml", "--over"}), ElementsAre("--overwrite"));
  EXPECT_THAT(complete({"affekt", "evaluate", "--over"}), IsEmpty());
}

TEST_F(BashCompletion, ValuesAreOfferedByWhatTheyAre) {
  EXPECT_THAT(complete({"affekt", "evaluate", "r", "--engine", "o"}), ElementsAre("opencv", "onnxruntime"));
  EXPECT_THAT(complete({"affekt", "evaluate", "r", "--split", "=", "v"}), ElementsAre("validation"));
  EXPECT_THAT(complete({"affekt", "evaluate", "r", "--split", "="}),
              ElementsAre("train", "validation", "test"));
  EXPECT_THAT(complete({"affekt", "run", "--out", ""}), ElementsAre("runs"));
  EXPECT_THAT(complete({"affekt", "run", "a"}),
              UnorderedElementsAre("a config.yaml", "affekt.bash", "ask.bash"));
  EXPECT_THAT(complete({"affekt", "sweep", "x.yaml", "--method", ""}),
              ElementsAre("grid", "random", "halving"));
  EXPECT_THAT(complete({"affekt", "compare", "a", "b", "--seed", ""}), IsEmpty());
}

TEST_F(BashCompletion, KeysOfTheConfigAreOfferedBehindSetAndOver) {
  EXPECT_THAT(complete({"affekt", "run", "x.yaml", "--set", "train.optimizer.l"}),
              ElementsAre("train.optimizer.lr="));
  EXPECT_THAT(complete({"affekt", "sweep", "x.yaml", "--over", "train.optimizer.l"}),
              ElementsAre("train.optimizer.lr="));
}

TEST_F(BashCompletion, AnArgumentIsOfferedByItsPlace) {
  std::filesystem::create_directory(folder_ / "ravens");
  EXPECT_THAT(complete({"affekt", "demo-data", "ra"}), ElementsAre("ravdess"));
  EXPECT_THAT(complete({"affekt", "demo-data", "ravdess", "ra"}), ElementsAre("ravens"));
  EXPECT_THAT(complete({"affekt", "demo-data", "--layout", "flat", "--seed", "=", "3", "-v", "ra"}),
              ElementsAre("ravdess"));
  EXPECT_THAT(complete({"affekt", "demo-data", "ravdess", "runs", "ra"}), IsEmpty());
  // bash cuts --over lr=0.1..0.2:log into five words
  EXPECT_THAT(complete({"affekt", "sweep", "--over", "lr", "=", "0.1..0.2", ":", "log", "a c"}),
              ElementsAre("a config.yaml"));
  EXPECT_THAT(complete({"affekt", "compare", "runs", "runs", "runs", "runs", "ra"}), ElementsAre("ravens"));
}

TEST(Declarations, EveryCommandAndOptionIsInAllThatIsMadeFromThem) {
  const std::string bash = render({"completion", "bash"}), zsh = render({"completion", "zsh"});
  std::string page = render({"man"});
  for (size_t at; (at = page.find("\\-")) != std::string::npos;) page.replace(at, 2, "-");
  const ProgramDescription program = describe_affekt();
  EXPECT_GE(program.commands.size(), 11u);
  for (const CommandDescription& command : program.commands) {
    EXPECT_THAT(bash, HasSubstr("    " + command.name + ")\n"));
    EXPECT_THAT(zsh, HasSubstr("      " + command.name + ")\n"));
    EXPECT_THAT(page, HasSubstr(".SS \\fBaffekt " + command.name + "\\fR"));
    for (const OptionDescription& option : command.options) {
      for (const std::string& name : option.names) {
        EXPECT_THAT(bash, testing::ContainsRegex("[' ]" + name + "[' ]")) << command.name;
        EXPECT_THAT(zsh, testing::ContainsRegex(name + "[=+]?\\[")) << command.name;
        EXPECT_THAT(page, HasSubstr("\\fB" + name + "\\fR")) << command.name;
      }
    }
    for (const OptionDescription& argument : command.arguments)
      EXPECT_THAT(page, HasSubstr("\\fI" + argument.names.front() + "\\fR")) << command.name;
  }
}

TEST(Declarations, OfferedWordsAreThoseThatTheHelpNames) {
  for (const CommandDescription& command : describe_affekt().commands) {
    std::vector<OptionDescription> all = command.options;
    all.insert(all.end(), command.arguments.begin(), command.arguments.end());
    for (const OptionDescription& each : all)
      for (const std::string& word : hint_value(command.name, each).words)
        EXPECT_THAT(each.help, HasSubstr(word)) << command.name << " " << each.names.front();
  }
  EXPECT_THAT(list_config_keys(), Contains("train.optimizer.lr"));
}

TEST(Declarations, AnUnknownShellIsRefused) {
  try {
    render({"completion", "fish"});
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(), "SHELL: expected bash or zsh, got fish (see 'affekt completion --help')");
  }
}

TEST(Declarations, GroffFindsNoFaultInTheManualPage) {
  if (!has_program("groff")) GTEST_SKIP() << "groff is not installed";
  const TemporaryFolder folder;
  write_file(folder / "affekt.1", render({"man"}));
  EXPECT_EQ(run_shell("groff -man -Tutf8 -ww -z '" + (folder / "affekt.1").string() + "'"), "");
  const std::string shown =
      run_shell("groff -man -Tascii -P-cbou -rLL=78n '" + (folder / "affekt.1").string() + "'");
  EXPECT_THAT(shown, HasSubstr("affekt run CONFIG"));
  EXPECT_THAT(shown, HasSubstr("--set KEY=VALUE"));
  EXPECT_THAT(shown, HasSubstr("130 interrupted"));
}

TEST(Declarations, ZshAcceptsItsScript) {
  if (!has_program("zsh")) GTEST_SKIP() << "zsh is not installed";
  const TemporaryFolder folder;
  write_file(folder / "_affekt", render({"completion", "zsh"}));
  EXPECT_EQ(run_shell("zsh -n '" + (folder / "_affekt").string() + "'"), "");
}

TEST(Declarations, TheProgramPrintsThemAtOnce) {
  const auto result = run_affekt({"completion", "bash"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, render({"completion", "bash"}));
  EXPECT_THAT(result.err, IsEmpty());
}

}  // namespace
}  // namespace affekt::testing_app
