// The declared commands as plain values, for whatever is made from them: completions, the manual page.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace affekt {

struct OptionDescription {
  std::vector<std::string> names;  // "-v", "--verbose"; of an argument: its name, "CONFIG"
  std::string type;                // what its value is, "DIR"; empty: a flag, or an argument
  std::string help;
  bool is_flag = false, is_required = false, is_repeatable = false;
  bool is_common = false;  // every command has it
};

struct CommandDescription {
  std::string name, summary;
  std::string footer;  // examples and remarks
  std::vector<OptionDescription> options, arguments;
};

struct ProgramDescription {
  CommandDescription program;  // the options that stand before a command
  std::vector<CommandDescription> commands;
};

ProgramDescription describe_program(const CLI::App& app);

/// What a shell may offer for such a value.
enum class ValueKind { kAnything, kFile, kFolder, kWords, kConfigKey };
struct ValueHint {
  ValueKind kind = ValueKind::kAnything;
  std::vector<std::string> words;  // of kWords
};
/// @param command  its name  @param of  an option with a value, or an argument
ValueHint hint_value(const std::string& command, const OptionDescription& of);

/// Every key of every config: "train.optimizer.lr".
std::vector<std::string> list_config_keys();

}  // namespace affekt
