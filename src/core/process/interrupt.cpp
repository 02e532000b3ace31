#include "core/process/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <ctime>
#include <initializer_list>
#include <limits>
#include <string>

#include "core/error.h"

namespace affekt {
namespace {

constexpr unsigned kSecondsToEnd = 9;
constexpr int64_t kSameRequestMs = 200;
constexpr int64_t kNever = std::numeric_limits<int64_t>::min();

std::atomic<bool> requested{false};
std::atomic<int64_t> asked_at_ms{kNever};  // the first SIGINT or SIGTERM
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int64_t>::is_always_lock_free,
              "a signal handler may touch lock-free atomics only");

// The handlers call what POSIX allows in one: clock_gettime, alarm, write, _exit.

void end_now() {
  ::_exit(static_cast<int>(ExitCode::kInterrupted));
}

void end_soon(int) {
  timespec now = {};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const int64_t now_ms = int64_t{1000} * now.tv_sec + now.tv_nsec / 1000000;
  requested = true;
  int64_t first_ms = kNever;
  if (asked_at_ms.compare_exchange_strong(first_ms, now_ms)) {
    ::alarm(kSecondsToEnd);
  } else if (now_ms - first_ms >= kSameRequestMs) {
    end_now();
  }
}

void end_when_saved(int) {
  requested = true;
}

void end_late(int) {
  constexpr char kMessage[] =
      "affekt: interrupted: the step in hand didn't stop within 9 s and was cut off; what was saved before "
      "it "
      "stays\n";
  if (::write(STDERR_FILENO, kMessage, sizeof kMessage - 1) < 0) end_now();  // nobody is there to read it
  end_now();
}

void set_handler(int number, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;  // libraries need not expect EINTR
  sigemptyset(&action.sa_mask);
  AFFEKT_CHECK(::sigaction(number, &action, nullptr) == 0, "sigaction failed");
}

bool is_ignored(int number) {
  struct sigaction action = {};
  return ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void install_interrupt_handlers() {
  ::alarm(0);
  requested = false;
  asked_at_ms = kNever;
  set_handler(SIGALRM, end_late);
  for (const int number : {SIGINT, SIGTERM}) set_handler(number, end_soon);
  for (const int number : {SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU, SIGPIPE}) {
    if (!is_ignored(number)) set_handler(number, end_when_saved);
  }
}

bool interrupt_requested() {
  return requested.load(std::memory_order_relaxed);
}

void throw_if_interrupted(const char* what_was_stopped) {
  if (interrupt_requested()) throw Interrupted(std::string("interrupted: ") + what_was_stopped);
}

}  // namespace affekt
