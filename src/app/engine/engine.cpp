// The entry of libaffekt_engine.so: sets up the process for numerical work and runs one command.
#include "app/engine/engine_interface.h"
#include "app/engine/execute.h"
#include "app/errors_to_exit_code.h"
#include "core/error.h"
#include "core/process/allocator.h"
#include "core/process/end_with_parent.h"
#include "core/process/interrupt.h"
#include "core/version.h"
#include "kinds/process_threads.h"

namespace affekt {
namespace {

void run_command(const EngineCall& call) {
  const std::string build = tool_version() + " " + git_commit();
  if (call.build != build) {
    throw ArtifactError(std::string(kEngineFileName) + " is of another build: expected " + call.build +
                        ", got " + build);
  }
  set_log_level(call.log_level);
  configure_allocator();
  install_interrupt_handlers();
  end_with_parent();
  throw_if_interrupted("the command, before it began");
  // Debian's LibTorch starts with one thread; hyper-threads only slow its kernels down.
  use_threads(0);
  std::visit([](const auto& command) { execute(command); }, call.command);
}

}  // namespace
}  // namespace affekt

extern "C" __attribute__((visibility("default"))) int affekt_engine_main(const affekt::EngineCall& call) {
  return affekt::errors_to_exit_code([&] { affekt::run_command(call); },
                                     call.log_level == affekt::LogLevel::kDebug);
}
