#include "core/process/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <string>

#include "core/error.h"

namespace affekt {
namespace {

std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch lock-free atomics only");

void handle_signal(int) {
  if (requested.exchange(true)) ::_exit(static_cast<int>(ExitCode::kInterrupted));
}

}  // namespace

void install_interrupt_handlers() {
  requested = false;
  struct sigaction action = {};
  action.sa_handler = handle_signal;
  action.sa_flags = SA_RESTART;  // libraries need not expect EINTR
  sigemptyset(&action.sa_mask);
  for (const int number : {SIGINT, SIGTERM}) {
    AFFEKT_CHECK(::sigaction(number, &action, nullptr) == 0, "sigaction failed");
  }
}

bool interrupt_requested() {
  return requested.load(std::memory_order_relaxed);
}

void throw_if_interrupted(const char* what_was_stopped) {
  if (interrupt_requested()) throw Interrupted(std::string("interrupted: ") + what_was_stopped);
}

}  // namespace affekt
