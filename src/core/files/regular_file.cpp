#include "core/files/regular_file.h"

#include <vector>

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostLinks = 40;  // as Linux has it

/// `path`, then what each symbolic link of that name leads to. More than kMostLinks: they lead in a circle.
std::vector<fs::path> list_links(const fs::path& path) {
  std::vector<fs::path> names = {path};
  std::error_code failed;
  while (names.size() <= kMostLinks && fs::is_symlink(names.back(), failed)) {
    const fs::path target = fs::read_symlink(names.back(), failed);
    if (failed) break;
    names.push_back(names.back().parent_path() / target);  // an absolute one stands alone
  }
  return names;
}

bool is_system_name(const fs::path& path) {
  std::error_code failed;
  const fs::path folder = fs::weakly_canonical(fs::absolute(path).parent_path(), failed);
  std::vector<fs::path> parts(folder.begin(), folder.end());  // "/", "dev", "shm"
  parts.resize(3);
  return parts[1] == "proc" || (parts[1] == "dev" && parts[2] != "shm");
}

}  // namespace

std::string why_not_regular_file(const std::filesystem::path& path) {
  std::error_code ignored;
  const char* kind = nullptr;
  switch (std::filesystem::status(path, ignored).type()) {
    case std::filesystem::file_type::directory:
      kind = "a folder";
      break;
    case std::filesystem::file_type::fifo:
      kind = "a FIFO (named pipe)";
      break;
    case std::filesystem::file_type::socket:
      kind = "a socket";
      break;
    case std::filesystem::file_type::character:
    case std::filesystem::file_type::block:
      kind = "a device";
      break;
    default:
      return "";
  }
  return std::string("a regular file expected, ") + kind + " got";
}

fs::path follow_links(const fs::path& path) {
  return list_links(path).back();
}

std::string why_not_file_to_write(const fs::path& path) {
  const std::vector<fs::path> names = list_links(path);
  if (names.size() > kMostLinks) return "its symbolic links lead in a circle";
  if (std::string what = why_not_regular_file(path); !what.empty()) return what;
  for (const fs::path& name : names)
    if (is_system_name(name)) return "a regular file expected, a name of the system's in /dev or /proc got";
  return "";
}

}  // namespace affekt
