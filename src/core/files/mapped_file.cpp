#include "core/files/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "core/files/regular_file.h"

namespace affekt {

MappedFile::MappedFile(const std::filesystem::path& path, ExitCode fault) {
  const auto fail = [&](const std::string& why) {
    const std::string message = path.string() + ": can't be read: " + why;
    if (fault == ExitCode::kArtifact) throw ArtifactError(message);
    throw DataError(message);
  };
  if (const std::string irregular = why_not_regular_file(path); !irregular.empty()) fail(irregular);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(std::strerror(errno));
  struct stat status {};
  int error_number = ::fstat(descriptor, &status) == 0 ? 0 : errno;
  const auto size = static_cast<size_t>(status.st_size);
  if (error_number == 0 && size > 0) {  // mmap refuses a length of 0
    void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data == MAP_FAILED) {
      error_number = errno;
    } else {
      data_ = data;
      size_ = size;
    }
  }
  ::close(descriptor);  // the mapping stays
  if (error_number != 0) fail(std::strerror(error_number));
}

MappedFile::~MappedFile() {
  if (size_ > 0) ::munmap(data_, size_);
}

}  // namespace affekt
