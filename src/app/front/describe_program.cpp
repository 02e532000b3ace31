#include "app/front/describe_program.h"

#include <map>

#include "config/key_use.h"
#include "config/load_config.h"

namespace affekt {
namespace {

OptionDescription describe_option(const CLI::Option& option) {
  OptionDescription described;
  if (option.get_positional()) {
    described.names = {option.get_name(true)};
  } else {
    for (const std::string& name : option.get_snames()) described.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) described.names.push_back("--" + name);
    described.is_flag = option.get_items_expected_max() == 0;
    if (!described.is_flag) described.type = option.get_type_name();
  }
  described.help = option.get_description();
  described.is_required = option.get_required();
  described.is_repeatable = option.get_items_expected_max() > 1;
  described.is_common = option.get_group() == "Common";
  return described;
}

CommandDescription describe_command(const CLI::App& app) {
  CommandDescription described{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? described.arguments : described.options).push_back(describe_option(*option));
  return described;
}

}  // namespace

ProgramDescription describe_program(const CLI::App& app) {
  ProgramDescription program{describe_command(app), {}};
  for (const CLI::App* command : app.get_subcommands(std::function<bool(const CLI::App*)>()))
    program.commands.push_back(describe_command(*command));
  return program;
}

ValueHint hint_value(const std::string& command, const OptionDescription& of) {
  // By the type of an option, or by the command and its argument. A test holds the words against the help.
  static const std::map<std::string, std::vector<std::string>> words = {
      {"SPLIT", {"train", "validation", "test"}}, {"ENGINE", {"libtorch", "opencv", "onnxruntime"}},
      {"METHOD", {"grid", "random", "halving"}},  {"LAYOUT", {"folders", "train_test", "csv", "flat", "mat"}},
      {"completion SHELL", {"bash", "zsh"}},      {"spotify ACTION", {"save", "fetch", "playlists"}},
  };
  const std::string& name = of.names.front();
  if (command == "demo-data" && name == "NAME") return {ValueKind::kWords, known_data_sets()};
  if (const auto found = words.find(of.type.empty() ? command + " " + name : of.type); found != words.end())
    return {ValueKind::kWords, found->second};
  if (of.type == "KEY=VALUE" || of.type == "KEY=VALUES") return {ValueKind::kConfigKey, {}};
  if (of.type == "DIR" || name == "DIR") return {ValueKind::kFolder, {}};
  const bool is_file = of.type.empty() || of.type.rfind("FILE", 0) == 0 || of.type == "AUDIO";
  return {is_file ? ValueKind::kFile : ValueKind::kAnything, {}};
}

std::vector<std::string> list_config_keys() {
  std::vector<std::string> keys;
  for (const ConfigValue& value : list_config_values(ExperimentConfig{})) keys.push_back(value.key);
  return keys;
}

}  // namespace affekt
