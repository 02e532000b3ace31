#include "app/front/completion_scripts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace affekt {
namespace {

std::string join(const std::vector<std::string>& words, const char* between = " ") {
  return fmt::format("{}", fmt::join(words, between));
}

std::vector<std::string> list_names(const std::vector<OptionDescription>& options) {
  std::vector<std::string> names;
  for (const OptionDescription& option : options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

std::vector<std::string> list_commands(const ProgramDescription& program) {
  std::vector<std::string> names;
  for (const CommandDescription& command : program.commands) names.push_back(command.name);
  return names;
}

/// What stands behind an option in bash, as an assignment.
std::string assign_hint(const ValueHint& hint) {
  switch (hint.kind) {
    case ValueKind::kFile:
      return "kind=file";
    case ValueKind::kFolder:
      return "kind=folder";
    case ValueKind::kConfigKey:
      return "kind=key";
    case ValueKind::kWords:
      return "kind=words words='" + join(hint.words) + "'";
    case ValueKind::kAnything:
      break;
  }
  return "kind=anything";
}

/// The command's options, and what stands behind those with a value.
std::string render_bash_options(const CommandDescription& command) {
  std::string cases;
  std::vector<std::string> valued;
  for (const OptionDescription& option : command.options) {
    if (option.is_flag) continue;
    valued.insert(valued.end(), option.names.begin(), option.names.end());
    cases += fmt::format("        {}) {} ;;\n", join(option.names, "|"),
                         assign_hint(hint_value(command.name, option)));
  }
  std::string text = fmt::format("    {})\n      options='{}' valued=' {} '\n", command.name,
                                 join(list_names(command.options)), join(valued));
  if (cases.empty()) return text + "      is_argument=1 ;;\n";
  return text + "      case $previous in\n" + cases + "        *) is_argument=1 ;;\n      esac ;;\n";
}

/// What stands at each position of the command's arguments.
std::string render_bash_arguments(const CommandDescription& command) {
  std::string cases;
  int position = 0;
  for (const OptionDescription& argument : command.arguments)
    cases += fmt::format("      '{} '{}) {} ;;\n", command.name,
                         argument.is_repeatable ? "*" : std::to_string(position++),
                         assign_hint(hint_value(command.name, argument)));
  return cases;
}

// COMP_WORDS splits --out=DIR and --set key=value at the sign.
constexpr char kBashHead[] = R"sh(# Completes affekt's commands in bash; made by `affekt completion bash`.
_affekt() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command= options= valued= words= kind=words is_argument= position=0 i
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = && $COMP_CWORD -ge 2 ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      @COMMANDS@) command=${COMP_WORDS[i]}; break ;;
    esac
  done
  case $command in
)sh";

// An option's value is no argument, nor is what bash cuts off a value at = or :.
constexpr char kBashArguments[] = R"sh(  esac
  COMPREPLY=()
  if [[ -n $is_argument && $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    return
  fi
  if [[ -n $command && -n $is_argument ]]; then
    for ((i++; i < COMP_CWORD; i++)); do
      case ${COMP_WORDS[i]} in
        = | :) ((i++)) ;;
        -*) [[ $valued == *" ${COMP_WORDS[i]} "* && ${COMP_WORDS[i + 1]} != = ]] && ((i++)) ;;
        *) ((position++)) ;;
      esac
    done
    case "$command $position" in
)sh";

constexpr char kBashTail[] = R"sh(    esac
  fi
  [[ -n $words ]] && mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  case $kind in
    key)
      compopt -o nospace 2> /dev/null
      mapfile -t COMPREPLY < <(compgen -S = -W '@KEYS@' -- "$current") ;;
    file)
      compopt -o filenames 2> /dev/null
      mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$current") ;;
    folder)
      compopt -o filenames 2> /dev/null
      mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$current") ;;
  esac
}
complete -F _affekt affekt
)sh";

/// Puts `text` in the place of the one `mark`.
std::string fill_mark(std::string script, const std::string& mark, const std::string& text) {
  return script.replace(script.find(mark), mark.size(), text);
}

/// In single quotes. Colons and square brackets have a meaning in specifications of _arguments.
std::string quote_zsh(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string escape_explanation(std::string text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']') {
      escaped += c == '[' ? '(' : ')';
    } else {
      escaped += (c == ':' || c == '\\' ? "\\" : "") + std::string(1, c);
    }
  }
  return escaped;
}

std::string name_zsh_action(const ValueHint& hint) {
  switch (hint.kind) {
    case ValueKind::kFile:
      return "_files";
    case ValueKind::kFolder:
      return "_files -/";
    case ValueKind::kConfigKey:
      return "_affekt_keys";
    case ValueKind::kWords:
      return "(" + join(hint.words) + ")";
    case ValueKind::kAnything:
      break;
  }
  return " ";  // a message only
}

std::string render_zsh_option(const std::string& command, const OptionDescription& option) {
  std::string specs;
  for (const std::string& name : option.names) {
    std::string spec = option.is_repeatable ? "*" : "(" + join(option.names) + ")";
    spec += name;
    if (!option.is_flag) spec += name.rfind("--", 0) == 0 ? "=" : "+";
    spec += "[" + escape_explanation(option.help) + "]";
    if (!option.is_flag)
      spec += ":" + escape_explanation(option.type) + ":" + name_zsh_action(hint_value(command, option));
    specs += " \\\n        " + quote_zsh(spec);
  }
  return specs;
}

std::string render_zsh_arguments(const CommandDescription& command) {
  std::string specs;
  int position = 0;
  for (const OptionDescription& argument : command.arguments) {
    const std::string where = argument.is_repeatable ? "*" : std::to_string(++position);
    specs += " \\\n        " +
             quote_zsh(where + (argument.is_required || argument.is_repeatable ? ":" : "::") +
                       argument.names.front() + ":" + name_zsh_action(hint_value(command.name, argument)));
  }
  return specs;
}

}  // namespace

std::string render_bash_completion(const ProgramDescription& program) {
  std::string script = fill_mark(kBashHead, "@COMMANDS@", join(list_commands(program), "|"));
  script += fmt::format("    '')\n      options='{}' words='{}' is_argument=1 ;;\n",
                        join(list_names(program.program.options)), join(list_commands(program)));
  for (const CommandDescription& command : program.commands) script += render_bash_options(command);
  script += kBashArguments;
  for (const CommandDescription& command : program.commands) script += render_bash_arguments(command);
  return script + fill_mark(kBashTail, "@KEYS@", join(list_config_keys()));
}

std::string render_zsh_completion(const ProgramDescription& program) {
  std::string script =
      "#compdef affekt\n"
      "# Completes affekt's commands in zsh; made by `affekt completion zsh`.\n"
      "_affekt_keys() {\n  compadd -q -S = -- " +
      join(list_config_keys()) +
      "\n}\n"
      "_affekt() {\n"
      "  local curcontext=$curcontext state line\n"
      "  typeset -A opt_args\n"
      "  _arguments -C";
  for (const OptionDescription& option : program.program.options) script += render_zsh_option("", option);
  script +=
      " \\\n        '1:command:->command' '*::argument:->argument'\n"
      "  case $state in\n"
      "    command)\n"
      "      local -a commands=(";
  for (const CommandDescription& command : program.commands)
    script += "\n        " + quote_zsh(command.name + ":" + command.summary);
  script += ")\n      _describe command commands ;;\n    argument)\n      case $words[1] in\n";
  for (const CommandDescription& command : program.commands) {
    script += "      " + command.name + ")\n        _arguments";
    for (const OptionDescription& option : command.options) script += render_zsh_option(command.name, option);
    script += render_zsh_arguments(command) + " ;;\n";
  }
  return script + "      esac ;;\n  esac\n}\n_affekt \"$@\"\n";
}

}  // namespace affekt
