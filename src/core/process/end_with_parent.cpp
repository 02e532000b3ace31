#include "core/process/end_with_parent.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/error.h"

namespace affekt {
namespace {

constexpr const char* kVariable = "AFFEKT_END_WITH";  // the number of the process to end with

}  // namespace

void make_children_end_with_this() {
  AFFEKT_CHECK(::setenv(kVariable, std::to_string(::getpid()).c_str(), /*overwrite=*/1) == 0,
               "setenv failed");
}

void end_with_parent() {
  const char* const parent = std::getenv(kVariable);
  if (parent == nullptr) return;
  const std::string wanted = parent;
  ::unsetenv(kVariable);  // meant for this process, not for those that it starts
  AFFEKT_CHECK(::prctl(PR_SET_PDEATHSIG, SIGTERM) == 0, "prctl failed");
  if (std::to_string(::getppid()) != wanted) ::raise(SIGTERM);  // it ended before
}

}  // namespace affekt
