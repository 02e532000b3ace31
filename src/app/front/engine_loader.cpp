#include "app/front/engine_loader.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

#include "app/engine/engine_interface.h"
#include "core/error.h"
#include "core/process/memory_limits.h"
#include "core/process/threads.h"
#include "core/version.h"

namespace affekt {
namespace {

/// <prefix>/lib/libaffekt_engine.so for the program <prefix>/bin/affekt: the same in a build and once
/// installed.
std::filesystem::path engine_path() {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  return program.parent_path().parent_path() / "lib" / kEngineFileName;
}

/// OpenMP's threads spin for milliseconds where they wait for each other. On a machine that does other work
/// too, they hold up the very thread they wait for: batches of one recording were 17 times slower. Read by
/// libgomp when it is loaded; what the user has set stays.
void shorten_spinning() {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) setenv("GOMP_SPINCOUNT", "1000", /*overwrite=*/0);
}

}  // namespace

int run_in_engine(const EngineCommand& command, LogLevel log_level) {
  const std::string shortage =
      explain_too_little_memory(read_memory_limits(), count_blas_cpus(), count_physical_cores());
  if (!shortage.empty()) throw ArtifactError(shortage);
  const std::filesystem::path path = engine_path();
  shorten_spinning();
  // Never closed: LibTorch's threads and exit handlers live as long as the process.
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw ArtifactError("can't load affekt's own library: " + std::string(dlerror()));
  const auto entry = reinterpret_cast<EngineEntry>(dlsym(library, kEngineEntryName));
  if (entry == nullptr)
    throw ArtifactError(path.string() + ": not affekt's engine: " + std::string(dlerror()));
  return entry({tool_version() + " " + git_commit(), command, log_level});
}

}  // namespace affekt
