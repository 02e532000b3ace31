// The entry of libaffekt_engine.so: sets up the process for numerical work and runs one command.
#include <ATen/Parallel.h>

#include <opencv2/core/utility.hpp>

#include "app/engine/engine_interface.h"
#include "app/engine/execute.h"
#include "app/errors_to_exit_code.h"
#include "core/allocator.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/threads.h"
#include "core/version.h"

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
  // Debian's LibTorch starts with one thread; hyper-threads only slow its kernels down.
  at::set_num_threads(count_physical_cores());
  cv::setNumThreads(count_physical_cores());
  std::visit([](const auto& command) { execute(command); }, call.command);
}

}  // namespace
}  // namespace affekt

extern "C" __attribute__((visibility("default"))) int affekt_engine_main(const affekt::EngineCall& call) {
  return affekt::errors_to_exit_code([&] { affekt::run_command(call); },
                                     call.log_level == affekt::LogLevel::kDebug);
}
