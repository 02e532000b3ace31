// A file as read-only memory: of hundreds of megabytes nothing is copied, and nothing is allocated.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "core/error.h"

namespace affekt {

class MappedFile {
 public:
  /// @param fault  kData: a DataError is thrown, kArtifact: an ArtifactError. It names the path and the
  /// system's
  ///               reason, or what it is if it is no regular file
  explicit MappedFile(const std::filesystem::path& path, ExitCode fault = ExitCode::kData);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  /// As long as this lives.
  std::string_view text() const { return {static_cast<const char*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace affekt
