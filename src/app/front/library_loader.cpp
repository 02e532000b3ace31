#include "app/front/library_loader.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

#include "app/library_interface.h"
#include "core/error.h"
#include "core/files/program_prefix.h"
#include "core/process/memory_limits.h"
#include "core/process/threads.h"

namespace affekt {
namespace {

/// OpenMP's threads spin for milliseconds where they wait for each other. On a machine that does other work
/// too, they hold up the very thread they wait for: batches of one recording were 17 times slower. Read by
/// libgomp when it is loaded; what the user has set stays.
void shorten_spinning() {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) setenv("GOMP_SPINCOUNT", "1000", /*overwrite=*/0);
}

/// The same in a build and once installed.
template <class Call>
int call_library(const char* file, const char* entry_name, const Call& call) {
  const std::filesystem::path path = own_library_path(file);
  shorten_spinning();
  // Never closed: the threads and exit handlers of what it loads live as long as the process.
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw ArtifactError("can't load affekt's own library: " + std::string(dlerror()));
  const auto entry = reinterpret_cast<LibraryEntry<Call>>(dlsym(library, entry_name));
  if (entry == nullptr) throw ArtifactError(path.string() + ": not affekt's: " + std::string(dlerror()));
  return entry(call);
}

}  // namespace

int run_in_engine(const EngineCommand& command, LogLevel log_level) {
  const std::string shortage =
      explain_too_little_memory(read_memory_limits(), count_blas_cpus(), count_physical_cores());
  if (!shortage.empty()) throw ArtifactError(shortage);
  return call_library(kEngineFileName, kEngineEntryName, EngineCall{name_build(), command, log_level});
}

int run_in_player(const PlayerCommand& command, LogLevel log_level) {
  return call_library(kPlayerFileName, kPlayerEntryName, PlayerCall{name_build(), command, log_level});
}

}  // namespace affekt
