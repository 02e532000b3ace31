#include "core/files/npm_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/files/program_prefix.h"
#include "core/text/shell_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::string explain_missing_packages(const NpmFolderRules& rules, const fs::path& folder) {
  return fmt::format(
      "{0} not installed in {1}; to install: (cd {2} && npm ci --ignore-scripts), or name a folder where it "
      "is "
      "done: {3}=DIR",
      rules.packages, folder.string(), quote_for_shell(folder.string()), rules.variable);
}

bool is_file(const fs::path& path) {
  std::error_code ignored;  // no permission, for example: it is not there for us
  return fs::exists(path, ignored);
}

}  // namespace

NpmFolder look_for_packages(const NpmFolderRules& rules, const fs::path& folder) {
  NpmFolder result = {folder, ""};
  if (!is_file(folder / rules.own_file)) {
    result.fault = fmt::format("{}: expected a copy of affekt's folder scripts/{}, it has no {}",
                               folder.string(), rules.name, rules.own_file);
  } else if (!std::all_of(rules.needed.begin(), rules.needed.end(),
                          [&](const fs::path& file) { return is_file(folder / "node_modules" / file); })) {
    result.fault = explain_missing_packages(rules, folder);
  }
  return result;
}

NpmFolder find_npm_folder(const NpmFolderRules& rules) {
  const char* const named = std::getenv(rules.variable.c_str());
  if (named != nullptr && *named != '\0') {
    NpmFolder result = look_for_packages(rules, named);
    if (!result.fault.empty())
      result.fault = fmt::format("{0}={1}: {2}, or unset {0}: affekt then looks for its own folder",
                                 rules.variable, quote_for_shell(named), result.fault);
    return result;
  }
  // An installed program asks the sources for nothing: anybody may hold that path on this machine.
  const NpmFolder installed = look_for_packages(rules, program_prefix() / rules.installed);
  return is_file(installed.folder / rules.own_file) ? installed : look_for_packages(rules, rules.source);
}

}  // namespace affekt
