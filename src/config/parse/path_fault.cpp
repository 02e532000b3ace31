#include "config/parse/path_fault.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace affekt {
namespace {

bool is_control(unsigned char c) {
  return c < 0x20 || c == 0x7f;
}

/// `C:\temp`, `C:/temp`, and what double quotes make of the former.
bool is_of_windows(const std::string& path) {
  return path.size() > 2 && std::isalpha(static_cast<unsigned char>(path[0])) != 0 && path[1] == ':' &&
         (path[2] == '\\' || path[2] == '/' || is_control(static_cast<unsigned char>(path[2])));
}

}  // namespace

std::string describe_path_fault(const std::string& path) {
  if (std::any_of(path.begin(), path.end(), is_control))
    return fmt::format(
        "it holds a control character: in double quotes \\t is a tab and \\n a line end; write {}",
        is_of_windows(path) ? "the path with /, and in WSL C: as /mnt/c"
                            : "the path with / or in single quotes");
  if (!is_of_windows(path)) return "";
  std::string rest = path.substr(3);
  std::replace(rest.begin(), rest.end(), '\\', '/');
  const auto letter = static_cast<char>(std::tolower(static_cast<unsigned char>(path[0])));
  return fmt::format("a path of Windows, and this is Linux; in WSL it is /mnt/{}/{}", letter, rest);
}

}  // namespace affekt
