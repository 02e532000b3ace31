#include "core/files/writable_folder.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/error.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// `folder`, or the nearest one above it that is there.
fs::path find_existing(const fs::path& folder) {
  std::error_code ignored;
  fs::path path = folder;
  while (!fs::exists(path, ignored) && path.has_relative_path()) path = path.parent_path();
  return path;
}

/// /proc and its like say that a file which is to be made isn't there.
std::string describe(int error_number) {
  return error_number == ENOENT ? "its file system takes no new files" : std::strerror(error_number);
}

}  // namespace

std::string why_not_writable(const fs::path& folder) {
  fs::path wanted = fs::absolute(folder).lexically_normal();
  if (!wanted.has_filename()) wanted = wanted.parent_path();  // "runs/" -> "runs"
  for (;;) {
    const fs::path there = find_existing(wanted);
    const bool is_new = there != wanted;
    std::error_code ignored;
    if (!fs::is_directory(there, ignored)) {
      return is_new ? "this folder can't be made, because " + there.string() + " is no folder"
                    : "a folder expected, something else got";
    }
    std::string probe = (there / ".affekt-XXXXXX").string();
    if (::mkdtemp(probe.data()) != nullptr) {
      ::rmdir(probe.c_str());
      return "";
    }
    const int reason = errno;
    if (reason == ENOENT && !fs::exists(there, ignored)) continue;  // somebody has just removed it
    return is_new ? "this folder can't be made, because nothing can be made in " + there.string() + ": " +
                        describe(reason)
                  : "nothing can be written in this folder: " + describe(reason);
  }
}

void require_writable_folder(const fs::path& folder, const std::string& advice) {
  const std::string reason = why_not_writable(folder);
  if (!reason.empty()) throw ArtifactError(folder.string() + ": " + reason + "; " + advice);
}

}  // namespace affekt
