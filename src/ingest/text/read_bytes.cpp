#include "ingest/text/read_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "core/files/lfs_pointer.h"
#include "core/files/regular_file.h"

namespace affekt {

FileBytes read_bytes(const std::filesystem::path& path) {
  const std::string irregular = why_not_regular_file(path);
  if (!irregular.empty()) return {{}, irregular};
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
  if (!file.fault.empty()) return file;
  file.bytes.resize(done);
  file.fault = explain_lfs_pointer({reinterpret_cast<const char*>(file.bytes.data()), done});
  return file;
}

}  // namespace affekt
