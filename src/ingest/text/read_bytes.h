// A small file's bytes, or why it can't be read, without an exception: one bad sample must not end the
// reading.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

struct FileBytes {
  std::vector<uint8_t> bytes;
  std::string fault;  // empty: all is well
};

FileBytes read_bytes(const std::filesystem::path& path);

}  // namespace affekt
