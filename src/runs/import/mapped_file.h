// A file's bytes, mapped into memory: nothing is allocated for them, however large the file.
#pragma once

#include <filesystem>
#include <string_view>

namespace affekt {

class MappedFile {
 public:
  /// @throws ArtifactError: missing, no regular file, not readable, a git-lfs pointer
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// As long as this lives.
  std::string_view bytes() const { return {static_cast<const char*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace affekt
