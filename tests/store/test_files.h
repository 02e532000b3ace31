// What the tests of store and ingest share: files of given bytes, and the messages of exceptions.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  if (!file.flush()) throw std::runtime_error("can't write " + path.string());
}

/// The message of the exception of type E that `call` throws; "" if it throws nothing. Others pass.
template <class E, class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const E& error) {
    return error.what();
  }
  return "";
}

}  // namespace affekt
