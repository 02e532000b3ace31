#include "app/front/man_page.h"

#include <sstream>

namespace affekt {
namespace {

/// A backslash begins an escape, a dot or a quote at the beginning of a line a macro; a plain "-" becomes a
/// typographic hyphen, which can't be copied into a shell.
std::string escape_roff(const std::string& text) {
  std::string escaped;
  bool at_line_start = true;
  for (const char c : text) {
    if (at_line_start && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
    at_line_start = c == '\n';
  }
  return escaped;
}

std::string bold(const std::string& text) {
  return "\\fB" + escape_roff(text) + "\\fR";
}
std::string italic(const std::string& text) {
  return "\\fI" + escape_roff(text) + "\\fR";
}

/// "CONFIG" "[CONFIG]..."
std::string name_argument(const OptionDescription& argument) {
  std::string text = italic(argument.names.front());
  if (!argument.is_required) text = "[" + text + "]";
  return argument.is_repeatable ? text + "..." : text;
}

std::string render_option(const OptionDescription& option) {
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (!option.type.empty()) names += " " + italic(option.type);
  return ".TP\n" + names + "\n" + escape_roff(option.help) + "\n";
}

/// Lines as they are: examples and exit codes.
std::string render_lines(const std::string& text) {
  return ".PP\n.nf\n" + escape_roff(text) + (text.empty() || text.back() != '\n' ? "\n" : "") + ".fi\n";
}

std::string render_command(const CommandDescription& command) {
  std::string title = bold("affekt " + command.name);
  for (const OptionDescription& argument : command.arguments) title += " " + name_argument(argument);
  std::string text = ".SS " + title + "\n" + escape_roff(command.summary) + ".\n";
  for (const OptionDescription& argument : command.arguments)
    text += ".TP\n" + italic(argument.names.front()) + "\n" + escape_roff(argument.help) + "\n";
  for (const OptionDescription& option : command.options)
    if (!option.is_common) text += render_option(option);
  return text + (command.footer.empty() ? "" : render_lines(command.footer));
}

}  // namespace

std::string render_man_page(const ProgramDescription& program, const std::string& version) {
  std::string text = ".\\\" Made by `affekt man`.\n.TH AFFEKT 1 \"\" \"affekt " + escape_roff(version) +
                     "\" \"User Commands\"\n"
                     ".SH NAME\naffekt \\- " +
                     escape_roff("train, evaluate and export models of emotion from YAML files") +
                     "\n.SH SYNOPSIS\n" + bold("affekt") + " " + italic("COMMAND") + " [" + italic("OPTION") +
                     "]... [" + italic("ARGUMENT") + "]...\n" + ".SH DESCRIPTION\n" +
                     escape_roff(program.program.summary) + "\n.SH OPTIONS\n";
  for (const OptionDescription& option : program.program.options) text += render_option(option);
  text += ".SH COMMANDS\n";
  for (const CommandDescription& command : program.commands) text += render_command(command);
  return text + ".SH \"EXAMPLES AND EXIT STATUS\"\n" + render_lines(program.program.footer);
}

}  // namespace affekt
