#include "core/files/lfs_pointer.h"

namespace affekt {

std::string explain_lfs_pointer(std::string_view beginning) {
  constexpr std::string_view kFirstLine = "version https://git-lfs.github.com/spec/";
  if (beginning.substr(0, kFirstLine.size()) != kFirstLine) return "";
  return "a git-lfs pointer, not the file itself; fetch it: run `git lfs pull` in its repository";
}

}  // namespace affekt
