#include "core/files/regular_file.h"

namespace affekt {

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

}  // namespace affekt
