// What the declarations of commands are made of: flags, options and what they accept.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>

#include "app/front/declare_commands.h"

namespace affekt {

constexpr const char* kWholeWay = "The whole way";
constexpr const char* kSteps = "Step by step";
constexpr const char* kAtWork = "Exported models at work";
constexpr const char* kTools = "Tools";
constexpr const char* kCommon = "Common";
constexpr int64_t kMaxSeed = std::numeric_limits<int64_t>::max();

CLI::Option* add_flag(CLI::App* app, const std::string& name, bool& value, const std::string& help);
void add_common_flags(CLI::App* app, ParsedValues& values, const std::string& help_text);

/// Refuses with "expected <words>, got <text>".
CLI::Validator expect(const std::string& words, const std::function<bool(const std::string& text)>& is_right);
/// Decimal digits, without what other programs take for octal or hexadecimal.
CLI::Validator expect_whole_number(int64_t minimum, int64_t maximum);
/// In the range of that key of the config.
CLI::Validator expect_whole_number_of(const std::string& key);
/// The range itself is checked where it depends on other things too.
CLI::Validator expect_number(const std::string& range);
/// Of an option that has lost its value, the next one would be taken for it: --out --resume.
CLI::Validator expect_text(const std::string& what);

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& summary,
                      const std::string& examples);
void add_argument(CLI::App* command, const std::string& name, std::string& value, const std::string& help);

template <class T>
CLI::Option* add_option(CLI::App* command, const std::string& name, const std::string& type, T& value,
                        const std::string& help) {
  CLI::Option* option = command->add_option(name, value, help)->type_name(type);
  if constexpr (std::is_assignable_v<T&, std::string>) option->check(expect_text(type));
  return option;
}

void add_config(CLI::App* command, ConfigArguments& config);
void add_run(CLI::App* command, RunArguments& run);

}  // namespace affekt
