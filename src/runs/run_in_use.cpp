#include "runs/run_in_use.h"

#include "core/error.h"

namespace affekt {

void refuse_run_in_use(const RunPaths& run) {
  if (is_run_locked(run))
    throw ArtifactError(run.root.string() +
                        ": another affekt is working in this run directory, so its files are not final; wait "
                        "for it, and try again");
}

}  // namespace affekt
