#include "core/version.h"

#include "affekt_git_commit.h"  // generated: see git_commit.cmake

namespace affekt {

std::string tool_version() {
  return AFFEKT_VERSION;
}
std::string git_commit() {
  return AFFEKT_GIT_COMMIT;
}

}  // namespace affekt
