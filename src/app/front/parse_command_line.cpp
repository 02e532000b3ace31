#include "app/front/parse_command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/front/declare_commands.h"
#include "app/front/render_declarations.h"
#include "config/nearest_key.h"
#include "core/error.h"

namespace affekt {
namespace {

std::string see_help(const CLI::App* command) {
  return " (see 'affekt " + (command == nullptr ? "" : command->get_name() + " ") + "--help')";
}

std::string did_you_mean(const std::string& name, const std::vector<std::string>& known) {
  const std::string nearest = find_nearest(name, known);
  return nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
}

/// Refuses arguments that nothing has taken: unknown options and commands, or one too many.
[[noreturn]] void refuse_leftover(const CLI::App& app, const CLI::App* command,
                                  const std::vector<std::string>& leftover) {
  const auto is_option = [](const std::string& argument) {
    return argument.size() > 1 && argument[0] == '-';
  };
  const auto option = std::find_if(leftover.begin(), leftover.end(), is_option);
  if (option != leftover.end()) {
    std::vector<std::string> known;
    for (const CLI::Option* each : (command == nullptr ? app : *command).get_options()) {
      for (const auto& name : each->get_lnames()) known.push_back("--" + name);
    }
    const std::string name = option->substr(0, option->find('='));
    throw ConfigError("unknown option '" + name + "'" + did_you_mean(name, known) + see_help(command));
  }
  const std::string& first = leftover.front();
  if (command != nullptr) throw ConfigError("unexpected argument '" + first + "'" + see_help(command));
  if (is_only_in_whole_program(first))
    throw ConfigError("this affekt only trains: '" + first +
                      "' is a command of the whole one, which is built without -DAFFEKT_PARTS=train");
  std::vector<std::string> known;
  for (const CLI::App* each : app.get_subcommands({})) known.push_back(each->get_name());
  throw ConfigError("unknown command '" + first + "'" + did_you_mean(first, known) + see_help(nullptr));
}

/// What CLI11 says in its own words: "--seed: At Most 1 required but received 2".
std::string describe_mismatch(const CLI::App& app, const CLI::App* command, const std::string& failure) {
  for (const CLI::App* owner : {command, &app}) {
    if (owner == nullptr) continue;
    for (const CLI::Option* option : owner->get_options()) {
      const std::string name = option->get_name(), bare = name.substr(name.find_first_not_of('-'));
      // Of a flag it gives the name without dashes: "resume was given a disallowed flag override".
      if (failure.rfind(name + ":", 0) != 0 && failure.rfind(bare + " ", 0) != 0) continue;
      if (option->get_items_expected_max() == 0) return name + " takes no value";
      if (option->count() > 1)
        return name + " is given " + std::to_string(option->count()) + " times, expected once";
      return name + ": expected " + option->get_type_name() + ", got nothing";
    }
  }
  return failure;
}

/// A recording has no split; windows are only of a recording.
void check_evaluate(const EvaluateCommand& evaluate, const CLI::App* command) {
  if (evaluate.no_pictures && evaluate.saliency.value_or(0) > 0)
    throw ConfigError("--no-pictures and --saliency exclude each other" + see_help(command));
  if (evaluate.file.empty()) {
    for (const char* option : {"--window-s", "--hop-s", "--silence-db"}) {
      if (command->count(option) > 0)
        throw ConfigError(std::string(option) + " needs a recording: --file AUDIO" + see_help(command));
    }
    return;
  }
  for (const char* option : {"--data", "--split", "--no-pictures", "--saliency"}) {
    if (command->count(option) > 0)
      throw ConfigError("--file and " + std::string(option) +
                        " exclude each other: either a recording or a split" + see_help(command));
  }
}

/// What CLI11 can't express without spoiling the help texts.
void check_exclusions(const ParsedValues& values, const CLI::App* command) {
  if (values.verbose && values.quiet) throw ConfigError("--verbose and --quiet exclude each other");
  for (const RunArguments* run : {&values.run.run, &values.train.run, &values.sweep.run}) {
    if (run->resume && run->overwrite) throw ConfigError("--resume and --overwrite exclude each other");
  }
  for (const int64_t seed : values.run.seeds)
    if (std::count(values.run.seeds.begin(), values.run.seeds.end(), seed) > 1)
      throw ConfigError("--seeds: " + std::to_string(seed) + " is named twice" + see_help(command));
  if (values.reproduce.resume && values.reproduce.overwrite)
    throw ConfigError("--resume and --overwrite exclude each other");
  if (command->get_name() == "evaluate") check_evaluate(values.evaluate, command);
  if (command->get_name() == "config" && values.config.schema == !values.config.config.path.empty()) {
    throw ConfigError("expected either CONFIG or --schema" + see_help(command));
  }
}

}  // namespace

ParseResult parse_command_line(const std::vector<std::string>& arguments) {
  CLI::App app("", "affekt");
  app.require_subcommand(0, 1);
  app.allow_extras();  // what is left over gets a message with a suggestion
  ParsedValues values;
  const std::vector<DeclaredCommand> commands = declare_commands(app, values);
  for (const DeclaredCommand& each : commands) each.app->allow_extras();

  const auto chosen = [&]() -> const CLI::App* {
    for (const DeclaredCommand& each : commands)
      if (each.app->parsed()) return each.app;
    return nullptr;
  };
  std::string failure;
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes from the back
  } catch (const CLI::CallForVersion& version) {
    return {std::nullopt, std::string(version.what()) + "\n"};
  } catch (const CLI::CallForHelp&) {
    if (const auto leftover = app.remaining(true); chosen() == nullptr && !leftover.empty())
      refuse_leftover(app, nullptr, leftover);
    return {std::nullopt, chosen() == nullptr ? app.help() : chosen()->help("affekt")};
  } catch (const CLI::ArgumentMismatch& error) {
    throw ConfigError(describe_mismatch(app, chosen(), error.what()) + see_help(chosen()));
  } catch (const CLI::RequiredError& error) {
    failure = error.what();
  } catch (const CLI::ParseError& error) {
    throw ConfigError(error.what() + see_help(chosen()));
  }
  // First, since a misspelt option explains more than the missing argument that it causes.
  if (const auto leftover = app.remaining(true); !leftover.empty()) refuse_leftover(app, chosen(), leftover);
  if (!failure.empty()) throw ConfigError(failure + see_help(chosen()));
  if (chosen() == nullptr) throw ConfigError("a command is missing" + see_help(nullptr));
  check_exclusions(values, chosen());

  if (const auto text = render_declarations(app, chosen()->get_name(), values.completion_shell))
    return {std::nullopt, text};
  CommandLine line;
  if (values.verbose) line.log_level = LogLevel::kDebug;
  if (values.quiet) line.log_level = LogLevel::kWarning;
  for (const DeclaredCommand& each : commands) {
    if (each.app == chosen()) each.take(line);
  }
  return {line, std::nullopt};
}

}  // namespace affekt
