// A file as read-only memory: CSV files of hundreds of megabytes are too much to copy.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace affekt {

class MappedFile {
 public:
  /// @throws DataError naming the path and the system's reason, or what it is if it is no regular file
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view text() const { return {static_cast<const char*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace affekt
