#include "app/front/engine_loader.h"

#include <dlfcn.h>

#include <filesystem>

#include "app/engine/engine_interface.h"
#include "core/error.h"
#include "core/version.h"

namespace affekt {
namespace {

/// <prefix>/lib/libaffekt_engine.so for the program <prefix>/bin/affekt: the same in a build and once
/// installed.
std::filesystem::path engine_path() {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  return program.parent_path().parent_path() / "lib" / kEngineFileName;
}

}  // namespace

int run_in_engine(const EngineCommand& command, LogLevel log_level) {
  const std::filesystem::path path = engine_path();
  // Never closed: LibTorch's threads and exit handlers live as long as the process.
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw ArtifactError("can't load affekt's own library: " + std::string(dlerror()));
  const auto entry = reinterpret_cast<EngineEntry>(dlsym(library, kEngineEntryName));
  if (entry == nullptr)
    throw ArtifactError(path.string() + ": not affekt's engine: " + std::string(dlerror()));
  return entry({tool_version() + " " + git_commit(), command, log_level});
}

}  // namespace affekt
