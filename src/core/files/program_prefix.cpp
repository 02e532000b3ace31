#include "core/files/program_prefix.h"

namespace affekt {

std::filesystem::path program_prefix() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
}

std::filesystem::path own_library_path(const std::string& file_name) {
  return program_prefix() / "lib" / "affekt" / file_name;
}

}  // namespace affekt
