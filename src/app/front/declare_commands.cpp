#include "app/front/declare_commands.h"

#include <algorithm>

#include "app/front/declare_each.h"
#include "app/front/declare_options.h"
#include "core/version.h"

namespace affekt {

namespace {

/// What a build has that only trains (-DAFFEKT_PARTS=train).
std::vector<DeclaredCommand> declare_trainer(CLI::App& app, ParsedValues& values) {
  return {
      {declare_train(app, values), [&](CommandLine& line) { line.command = values.train; }},
      {declare_list(app, values), [&](CommandLine& line) { line.command = values.list; }},
      {declare_config(app, values), [&](CommandLine& line) { line.command = values.config; }},
      {declare_completion(app, values), nullptr},
      {declare_man(app), nullptr},
  };
}

std::vector<DeclaredCommand> declare_all(CLI::App& app, ParsedValues& values) {
  return {
      {declare_run(app, values), [&](CommandLine& line) { line.command = values.run; }},
      {declare_sweep(app, values), [&](CommandLine& line) { line.command = values.sweep; }},
      {declare_prepare(app, values), [&](CommandLine& line) { line.command = values.prepare; }},
      {declare_train(app, values), [&](CommandLine& line) { line.command = values.train; }},
      {declare_evaluate(app, values), [&](CommandLine& line) { line.command = values.evaluate; }},
      {declare_export(app, values), [&](CommandLine& line) { line.command = values.exporting; }},
      {declare_recommend(app, values), [&](CommandLine& line) { line.command = values.recommend; }},
      {declare_serve(app, values), [&](CommandLine& line) { line.command = values.serve; }},
      {declare_spotify(app, values), [&](CommandLine& line) { line.command = values.spotify; }},
      {declare_export_site(app, values), [&](CommandLine& line) { line.command = values.export_site; }},
      {declare_compare(app, values), [&](CommandLine& line) { line.command = values.compare; }},
      {declare_list(app, values), [&](CommandLine& line) { line.command = values.list; }},
      {declare_reproduce(app, values), [&](CommandLine& line) { line.command = values.reproduce; }},
      {declare_verify(app, values), [&](CommandLine& line) { line.command = values.verify; }},
      {declare_config(app, values), [&](CommandLine& line) { line.command = values.config; }},
      {declare_demo_data(app, values), [&](CommandLine& line) { line.command = values.demo_data; }},
      {declare_doctor(app, values), [&](CommandLine& line) { line.command = values.doctor; }},
      {declare_completion(app, values), nullptr},  // these two print what is declared here
      {declare_man(app), nullptr},
  };
}

}  // namespace

std::vector<DeclaredCommand> declare_commands(CLI::App& app, ParsedValues& values) {
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->label("REQUIRED", "");
  add_common_flags(&app, values, "Show this help; 'affekt COMMAND --help' shows a command's");
  app.description(
      AFFEKT_ONLY_TRAINS
          ? "This affekt trains models of emotion, and does nothing else: a whole affekt prepares the "
            "data, and evaluates and exports the runs."
          : "affekt trains, evaluates and exports models of emotion from YAML files.");
  app.set_version_flag(
         "--version",
         "affekt " + tool_version() + " (" + git_commit() + ")" + (AFFEKT_ONLY_TRAINS ? ", trains only" : ""),
         "Show the version")
      ->group(kCommon);
  app.footer(
      std::string("Examples:\n") +
      (AFFEKT_ONLY_TRAINS
           ? "  affekt train CONFIG --prepared FILE.h5           # made by a whole affekt's prepare\n"
           : "  affekt demo-data fer2013 datasets/demo/fer2013   # synthetic faces to try it on\n"
             "  affekt run configs/fer2013_demo.yaml             # trained model, report and model.onnx\n") +
      "\n"
      "Exit codes: 0 done, 1 bug in affekt, 2 config or command line, 3 data, 4 file of a run or model\n"
      "or the machine (memory, folders), 5 not reproduced, 130 interrupted (the training is saved).");
  const std::vector<DeclaredCommand> commands =
      AFFEKT_ONLY_TRAINS ? declare_trainer(app, values) : declare_all(app, values);
  for (const DeclaredCommand& each : commands) add_common_flags(each.app, values, "Show this help");
  return commands;
}

bool is_only_in_whole_program(const std::string& command) {
  if (!AFFEKT_ONLY_TRAINS) return false;
  CLI::App whole;
  ParsedValues values;
  const std::vector<DeclaredCommand> commands = declare_all(whole, values);
  return std::any_of(commands.begin(), commands.end(),
                     [&](const DeclaredCommand& each) { return each.app->get_name() == command; });
}

}  // namespace affekt
