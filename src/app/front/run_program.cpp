#include "app/front/run_program.h"

#include <iostream>

#include "app/errors_to_exit_code.h"
#include "app/front/execute_config.h"
#include "app/front/execute_list.h"
#include "app/front/library_loader.h"
#include "app/front/parse_command_line.h"
#include "core/error.h"

namespace affekt {

int run_program(const std::vector<std::string>& arguments) {
  ParseResult parsed;
  int exit_code = errors_to_exit_code([&] { parsed = parse_command_line(arguments); }, false);
  if (exit_code != 0) return exit_code;

  const bool verbose = parsed.line && parsed.line->log_level == LogLevel::kDebug;
  const int front_code = errors_to_exit_code(
      [&] {
        if (parsed.help) {
          std::cout << *parsed.help;
        } else if (const auto* command = std::get_if<ConfigCommand>(&parsed.line->command)) {
          execute(*command);
        } else if (const auto* list = std::get_if<ListCommand>(&parsed.line->command)) {
          execute(*list);
        } else if (const auto* player = std::get_if<PlayerCommand>(&parsed.line->command)) {
          exit_code = run_in_player(*player, parsed.line->log_level);
        } else {
          exit_code = run_in_engine(std::get<EngineCommand>(parsed.line->command), parsed.line->log_level);
        }
        // A result that didn't reach its file is no success.
        if (!std::cout.flush() && exit_code == 0) throw ArtifactError("can't write to the standard output");
      },
      verbose);
  return exit_code != 0 ? exit_code : front_code;
}

}  // namespace affekt
