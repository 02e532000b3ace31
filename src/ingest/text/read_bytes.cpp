#include "ingest/text/read_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace affekt {

FileBytes read_bytes(const std::filesystem::path& path) {
  const auto fail = [] { return FileBytes{{}, std::string("can't be read: ") + std::strerror(errno)}; };
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail();
  FileBytes file;
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && status.st_size > 0)
    file.bytes.resize(static_cast<size_t>(status.st_size));
  size_t done = 0;
  while (done < file.bytes.size()) {
    const ssize_t count = ::read(descriptor, file.bytes.data() + done, file.bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      file = fail();
      break;
    }
    if (count == 0) break;  // became shorter meanwhile
    done += static_cast<size_t>(count);
  }
  ::close(descriptor);
  if (file.fault.empty()) file.bytes.resize(done);
  return file;
}

}  // namespace affekt
