#include "runs/run_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"

namespace affekt {

RunLock::RunLock(const RunPaths& paths) {
  std::error_code error;
  std::filesystem::create_directories(paths.root, error);
  if (error) throw ArtifactError(paths.root.string() + ": can't make the run directory: " + error.message());
  descriptor_ = ::open(paths.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0)
    throw ArtifactError(paths.lock().string() + ": can't open: " + std::strerror(errno));
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(descriptor_);
    if (reason == EWOULDBLOCK)
      throw ArtifactError(paths.root.string() +
                          ": another affekt is working in this run directory; wait for it, or choose another --out");
    throw ArtifactError(paths.lock().string() + ": can't lock: " + std::strerror(reason));
  }
}

RunLock::~RunLock() { ::close(descriptor_); }

}  // namespace affekt
