// The entry of libaffekt_engine.so in a build that only trains (-DAFFEKT_PARTS=train).
#include "app/begin_library_call.h"
#include "app/engine/run_request.h"
#include "app/errors_to_exit_code.h"
#include "app/library_interface.h"
#include "core/error.h"
#include "jobs/train_prepared.h"
#include "training/machine/process_threads.h"

namespace affekt {
namespace {

void train(const TrainCommand& command) {
  if (command.prepared.empty())
    throw ConfigError(
        "this affekt only trains (-DAFFEKT_PARTS=train), and reads no raw data: make a prepared file with "
        "`affekt prepare CONFIG` of a whole affekt, and name it with --prepared FILE.h5");
  RunRequest request = make_run_request(command.run);
  request.prepared_path = command.prepared;
  train_prepared(request);
}

void run_command(const EngineCall& call) {
  begin_library_call(kEngineFileName, call.build, call.log_level);
  use_threads(0);
  const auto* const command = std::get_if<TrainCommand>(&call.command);
  AFFEKT_CHECK(command != nullptr, "no other command is declared (front/declare_commands.cpp)");
  train(*command);
}

}  // namespace
}  // namespace affekt

extern "C" __attribute__((visibility("default"))) int affekt_engine_main(const affekt::EngineCall& call) {
  return affekt::errors_to_exit_code([&] { affekt::run_command(call); },
                                     call.log_level == affekt::LogLevel::kDebug);
}
