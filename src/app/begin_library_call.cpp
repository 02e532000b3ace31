#include "app/begin_library_call.h"

#include "app/library_interface.h"
#include "core/error.h"
#include "core/process/allocator.h"
#include "core/process/end_with_parent.h"
#include "core/process/interrupt.h"

namespace affekt {

void begin_library_call(const char* library, const std::string& build, LogLevel log_level) {
  if (build != name_build())
    throw ArtifactError(std::string(library) + " is of another build: expected " + build + ", got " +
                        name_build());
  set_log_level(log_level);
  configure_allocator();
  install_interrupt_handlers();
  end_with_parent();
  throw_if_interrupted("the command, before it began");
}

}  // namespace affekt
