// The commands with their options, help texts and examples, as CLI11 knows them.
#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <functional>

#include "app/command_line.h"

namespace affekt {

struct DeclaredCommand {
  CLI::App* app = nullptr;
  std::function<void(CommandLine&)>
      take;  // moves the parsed values into CommandLine::command; null: render_declarations
};

/// Where CLI11 writes what it parses; it must outlive the parsing.
struct ParsedValues {
  bool verbose = false, quiet = false;
  RunCommand run;
  SweepCommand sweep;
  PrepareCommand prepare;
  TrainCommand train;
  EvaluateCommand evaluate;
  ExportCommand exporting;
  CompareCommand compare;
  VerifyCommand verify;
  ReproduceCommand reproduce;
  ConfigCommand config;
  ListCommand list;
  DoctorCommand doctor;
  std::string completion_shell;
  DemoDataCommand demo_data;
  RecommendCommand recommend;
  ServeCommand serve;
  SpotifyCommand spotify;
  ExportSiteCommand export_site;
};

/// Declares all commands on `app`, in the order in which --help lists them.
std::vector<DeclaredCommand> declare_commands(CLI::App& app, ParsedValues& values);

/// Whether the program lacks this command because it only trains (-DAFFEKT_PARTS=train), and the whole one
/// has it.
bool is_only_in_whole_program(const std::string& command);

}  // namespace affekt
