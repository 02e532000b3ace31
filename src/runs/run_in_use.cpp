#include "runs/run_in_use.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/error.h"

namespace affekt {

bool is_run_in_use(const RunPaths& run) {
  const int descriptor = ::open(run.lock().c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;  // whoever works there has made it
  const bool is_free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  ::close(descriptor);
  return !is_free;
}

void refuse_run_in_use(const RunPaths& run) {
  if (is_run_in_use(run))
    throw ArtifactError(run.root.string() +
                        ": another affekt is working in this run directory, so its files are not final; wait "
                        "for it, and try again");
}

}  // namespace affekt
