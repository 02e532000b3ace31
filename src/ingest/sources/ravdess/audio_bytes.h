// The bytes of an audio file, on disk or in memory, read at any place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace affekt {

class AudioBytes {
 public:
  /// @throws DataError naming the path: no regular file, can't be opened
  explicit AudioBytes(const std::filesystem::path& path);
  /// Of a file that was never on disk, such as what a browser sent. @param name  for errors
  AudioBytes(std::string content, const std::string& name);
  ~AudioBytes();
  AudioBytes(const AudioBytes&) = delete;
  AudioBytes& operator=(const AudioBytes&) = delete;

  const std::filesystem::path& path() const { return path_; }
  int64_t size() const { return size_; }
  /// Up to `count` bytes from `offset` on; fewer at the end. @throws DataError (a failing disk)
  std::string read(int64_t offset, int64_t count) const;
  /// The same into memory, without exceptions. @return the number of bytes; -1: errno says why
  int64_t read_into(void* bytes, int64_t offset, int64_t count) const noexcept;

 private:
  std::filesystem::path path_;
  std::string content_;  // where descriptor_ is -1
  int descriptor_ = -1;
  int64_t size_ = 0;
};

/// An unsigned number of up to 8 bytes. The bytes must be there.
uint64_t read_unsigned(const std::string& bytes, size_t offset, size_t num_bytes, bool big_endian);

}  // namespace affekt
