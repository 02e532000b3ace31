#include "app/front/render_declarations.h"

#include "app/front/completion_scripts.h"
#include "app/front/describe_program.h"
#include "app/front/man_page.h"
#include "core/version.h"

namespace affekt {

std::optional<std::string> render_declarations(const CLI::App& app, const std::string& command,
                                               const std::string& shell) {
  if (command == "man") return render_man_page(describe_program(app), tool_version());
  if (command != "completion") return std::nullopt;
  const ProgramDescription program = describe_program(app);
  return shell == "zsh" ? render_zsh_completion(program) : render_bash_completion(program);
}

}  // namespace affekt
