#include "ingest/sources/ravdess/audio_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "core/files/regular_file.h"

namespace affekt {

AudioBytes::AudioBytes(const std::filesystem::path& path) : path_(path) {
  const std::string irregular = why_not_regular_file(path);
  if (!irregular.empty()) throw DataError(path.string() + ": " + irregular);
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
    throw DataError(path.string() + ": can't be read: " + std::strerror(errno));
  }
  size_ = status.st_size;
}

AudioBytes::AudioBytes(std::string content, const std::string& name)
    : path_(name), content_(std::move(content)), size_(static_cast<int64_t>(content_.size())) {}

AudioBytes::~AudioBytes() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string AudioBytes::read(int64_t offset, int64_t count) const {
  std::string bytes(static_cast<size_t>(std::clamp<int64_t>(size_ - offset, 0, count)), '\0');
  const int64_t got = read_into(bytes.data(), offset, static_cast<int64_t>(bytes.size()));
  if (got < 0) throw DataError(path_.string() + ": can't be read: " + std::strerror(errno));
  bytes.resize(static_cast<size_t>(got));
  return bytes;
}

int64_t AudioBytes::read_into(void* bytes, int64_t offset, int64_t count) const noexcept {
  if (descriptor_ < 0) {
    const int64_t got = std::clamp<int64_t>(size_ - offset, 0, count);
    if (got > 0) std::memcpy(bytes, content_.data() + offset, static_cast<size_t>(got));
    return got;
  }
  int64_t done = 0;
  while (done < count) {
    const ssize_t got = ::pread(descriptor_, static_cast<char*>(bytes) + done,
                                static_cast<size_t>(count - done), offset + done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    done += got;
  }
  return done;
}

uint64_t read_unsigned(const std::string& bytes, size_t offset, size_t num_bytes, bool big_endian) {
  uint64_t number = 0;
  for (size_t i = 0; i < num_bytes; ++i) {
    number = number << 8U | static_cast<uint8_t>(bytes.at(offset + (big_endian ? i : num_bytes - 1 - i)));
  }
  return number;
}

}  // namespace affekt
