#include "ingest/text/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "core/error.h"
#include "core/files/regular_file.h"

namespace affekt {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& why) {
  throw DataError(path.string() + ": can't be read: " + why);
}

[[noreturn]] void fail(const std::filesystem::path& path, int descriptor, int error_number) {
  if (descriptor >= 0) ::close(descriptor);
  fail(path, std::strerror(error_number));
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
  const std::string irregular = why_not_regular_file(path);
  if (!irregular.empty()) fail(path, irregular);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) fail(path, descriptor, errno);
  size_ = static_cast<size_t>(status.st_size);
  if (size_ > 0) {
    data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data_ == MAP_FAILED) fail(path, descriptor, errno);
  }
  ::close(descriptor);
}

MappedFile::~MappedFile() {
  if (size_ > 0) ::munmap(data_, size_);
}

}  // namespace affekt
