// The entry of libaffekt_engine.so: sets up the process for numerical work and runs one command.
#include "app/begin_library_call.h"
#include "app/engine/execute.h"
#include "app/errors_to_exit_code.h"
#include "app/library_interface.h"
#include "inference/opencv_threads.h"
#include "training/machine/process_threads.h"

namespace affekt {
namespace {

void run_command(const EngineCall& call) {
  begin_library_call(kEngineFileName, call.build, call.log_level);
  // Debian's LibTorch starts with one thread; hyper-threads only slow its kernels down.
  use_threads(0);
  set_opencv_threads();
  std::visit([](const auto& command) { execute(command); }, call.command);
}

}  // namespace
}  // namespace affekt

extern "C" __attribute__((visibility("default"))) int affekt_engine_main(const affekt::EngineCall& call) {
  return affekt::errors_to_exit_code([&] { affekt::run_command(call); },
                                     call.log_level == affekt::LogLevel::kDebug);
}
