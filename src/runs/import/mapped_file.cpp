#include "runs/import/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "core/error.h"
#include "core/files/lfs_pointer.h"
#include "core/files/regular_file.h"

namespace affekt {

MappedFile::MappedFile(const std::filesystem::path& path) {
  const auto refuse = [&](const std::string& why) {
    if (!why.empty()) throw ArtifactError(path.string() + ": cannot read: " + why);
  };
  refuse(why_not_regular_file(path));
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) refuse(std::strerror(errno));
  struct stat status {};
  int error = ::fstat(file, &status) == 0 ? 0 : errno;
  if (error == 0 && status.st_size > 0) {  // mmap refuses a length of 0
    void* data = ::mmap(nullptr, static_cast<size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
    if (data == MAP_FAILED) {
      error = errno;
    } else {
      data_ = data;
      size_ = static_cast<size_t>(status.st_size);
    }
  }
  ::close(file);  // the mapping stays
  if (error != 0) refuse(std::strerror(error));
  const std::string why = explain_lfs_pointer(bytes().substr(0, 200));
  if (why.empty()) return;
  ::munmap(data_, size_);
  refuse(why);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

}  // namespace affekt
