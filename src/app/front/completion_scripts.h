// The scripts that teach bash and zsh to complete affekt's commands, options and config keys.
#pragma once

#include <string>

#include "app/front/describe_program.h"

namespace affekt {

/// For `source <(affekt completion bash)`, or a file in share/bash-completion/completions. It needs nothing
/// of the package bash-completion.
std::string render_bash_completion(const ProgramDescription& program);
/// For a file _affekt in a folder of zsh's fpath.
std::string render_zsh_completion(const ProgramDescription& program);

}  // namespace affekt
