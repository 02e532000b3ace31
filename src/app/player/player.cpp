// The entry of libaffekt_player.so: runs one command that puts exported models to work, without LibTorch.
#include "app/begin_library_call.h"
#include "app/errors_to_exit_code.h"
#include "app/library_interface.h"
#include "app/player/execute_player.h"

namespace affekt {
namespace {

void run_command(const PlayerCall& call) {
  begin_library_call(kPlayerFileName, call.build, call.log_level);
  std::visit([](const auto& command) { execute(command); }, call.command);
}

}  // namespace
}  // namespace affekt

extern "C" __attribute__((visibility("default"))) int affekt_player_main(const affekt::PlayerCall& call) {
  return affekt::errors_to_exit_code([&] { affekt::run_command(call); },
                                     call.log_level == affekt::LogLevel::kDebug);
}
