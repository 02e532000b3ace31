#include "core/files/out_file.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/regular_file.h"
#include "core/files/writable_folder.h"

namespace affekt {

namespace fs = std::filesystem;

void check_out_file(const std::string& out, const std::vector<fs::path>& read, const std::string& result) {
  if (const std::string what = why_not_file_to_write(out); !what.empty())
    throw ConfigError(
        fmt::format("--out {}: {}; without --out the {} is printed to standard output", out, what, result));
  std::error_code not_there;
  for (const fs::path& path : read)
    if (!path.empty() && fs::equivalent(out, path, not_there))
      throw ConfigError(fmt::format("--out {}: the {} is made of this file; name another one", out, result));
  const fs::path folder = fs::absolute(follow_links(out)).parent_path();
  if (!fs::exists(folder, not_there))
    throw ConfigError(fmt::format("--out {}: there is no folder {}; make it first", out, folder.string()));
  if (const std::string why = why_not_writable(folder); !why.empty())
    throw ArtifactError(fmt::format("--out {}: {}: {}", out, folder.string(), why));
}

}  // namespace affekt
